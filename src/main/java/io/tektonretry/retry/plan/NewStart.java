package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts a run anew from its own spec: no task has run, so no work is lost, and what was not found may exist now. */
final class NewStart {

    /** Reasons of a run whose pipeline or task could not be fetched. */
    private static final Set<String> NOT_FETCHED = Set.of("CouldntGetPipeline", "CouldntGetTask");

    private NewStart() {}

    /** Whether the run ended before any task ran, for a reason that may be gone. */
    static boolean isFor(Lineage lineage) {
        Attempt latest = lineage.latest();
        String reason = latest.reason();
        boolean resolved =
                lineage.base().run().path("status").path("pipelineSpec").isObject();
        return latest.state().status().isDone()
                && !lineage.hasChildren()
                && (NOT_FETCHED.contains(reason) || (!resolved && RunPreconditions.isPassing(reason)));
    }

    /** The spec of the new run. */
    static ObjectNode spec(Lineage lineage, GivenParams params, RetryOptions options) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        boolean isByReference =
                lineage.base().run().path("spec").path("pipelineRef").isObject();
        for (var field : lineage.base().run().path("spec").properties()) {
            boolean isForeign = "pipelineSpec".equals(field.getKey()) && isByReference;
            if (!isForeign && !"status".equals(field.getKey())) {
                spec.set(field.getKey(), field.getValue());
            }
        }
        if (!params.asked().isEmpty()) {
            spec.set("params", params.anew(spec.path("params")));
        }
        if (!options.timeouts().isEmpty()) {
            JsonNode timeouts = Timeouts.of(lineage.base().run(), options, JsonNodeFactory.instance.arrayNode(), false);
            spec.set("timeouts", timeouts);
        }
        if (!options.overrides().isEmpty()) {
            ArrayNode entries = Overrides.in(Fields.objects(spec, "taskRunSpecs"), options.overrides(), spec);
            Overrides.completeTimeouts(
                    entries,
                    options.overrides(),
                    spec.path("timeouts"),
                    task -> timeoutOf(task, lineage.base().run()));
            spec.set("taskRunSpecs", entries);
        }
        return spec;
    }

    private static String timeoutOf(String task, ObjectNode run) {
        return Fields.text(task(task, Attempt.ownSpec(run)), "timeout");
    }

    /** A task of a pipeline as written; missing when there is none of that name. */
    static JsonNode task(String name, JsonNode pipeline) {
        return Stream.of("tasks", "finally")
                .flatMap(section -> Fields.objects(pipeline, section).stream())
                .filter(task -> name.equals(Fields.text(task, "name")))
                .findFirst()
                .map(JsonNode.class::cast)
                .orElseGet(MissingNode::getInstance);
    }

    /** Marks a run from whose spec its retries derive. */
    static void mark(ObjectNode annotations) {
        annotations.put(TektonKeys.STARTS_ANEW, "true");
    }

    static boolean isMarked(ObjectNode run) {
        return "true".equals(Fields.text(run.path("metadata").path("annotations"), TektonKeys.STARTS_ANEW));
    }
}
