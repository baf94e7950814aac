package io.tektonretry.graphql;

import io.tektonretry.tekton.TektonKeys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The parts of a PipelineRun that fields of the API are read from, in their places; the rest of it need not be kept in memory. */
final class ShownParts {

    private ShownParts() {}

    static ObjectNode of(ObjectNode run) {
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        JsonNode reason = run.path("metadata").path("annotations").path(TektonKeys.REASON);
        parts.putObject("metadata")
                .putObject("annotations")
                .set(TektonKeys.REASON, reason.isMissingNode() ? null : reason);
        parts.putObject("spec").set("params", run.path("spec").path("params"));
        parts.putObject("status").set("results", run.path("status").path("results"));
        return parts;
    }
}
