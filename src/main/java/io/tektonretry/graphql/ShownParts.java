package io.tektonretry.graphql;

import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The parts of a PipelineRun from which fields are read, at their original paths; the rest need not stay in memory. */
final class ShownParts {

    private static final List<String> ANNOTATIONS =
            List.of(TektonKeys.REASON, TektonKeys.RETRY_OF_NAME, TektonKeys.GIVEN_PARAMS);

    private static final int EMPTY_NODE = 96;
    private static final int ENTRY = 32;
    private static final int VALUE = 56;

    private ShownParts() {}

    static ObjectNode of(ObjectNode run) {
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        ObjectNode annotations = parts.putObject("metadata").putObject("annotations");
        for (String key : ANNOTATIONS) {
            JsonNode annotation = run.path("metadata").path("annotations").path(key);
            if (!annotation.isMissingNode()) {
                annotations.set(key, annotation);
            }
        }
        parts.putObject("spec").set("params", run.path("spec").path("params"));
        parts.putObject("status").set("results", run.path("status").path("results"));
        return parts;
    }

    /** Upper bound of the memory of a tree, in bytes. */
    static long memory(JsonNode json) {
        if (json.isContainer()) {
            long bytes = EMPTY_NODE;
            for (Map.Entry<String, JsonNode> property : json.properties()) {
                bytes += ENTRY + property.getKey().length();
            }
            for (JsonNode part : json.values()) {
                bytes += ENTRY + memory(part);
            }
            return bytes;
        }
        return VALUE + 2L * json.asString("").length();
    }
}
