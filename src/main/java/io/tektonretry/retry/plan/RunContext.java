package io.tektonretry.retry.plan;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The context variables of a run with their values.
 *
 * @param values by the expression of the variable
 */
record RunContext(Map<String, String> values) {

    static final RunContext NONE = new RunContext(Map.of());

    /** What the tasks of an inline run see: such a pipeline has the name of its run. */
    static RunContext of(ObjectNode run) {
        return of(run, run.path("metadata").path("name").asString(""));
    }

    /** What the workspace bindings of a run see: the pipeline's name is the one that the run refers to, if any. */
    static RunContext ofBindings(ObjectNode run) {
        return of(run, run.path("spec").path("pipelineRef").path("name").asString(""));
    }

    private static RunContext of(ObjectNode run, String pipeline) {
        JsonNode metadata = run.path("metadata");
        return new RunContext(Map.of(
                "context.pipelineRun.name", metadata.path("name").asString(""),
                "context.pipelineRun.uid", metadata.path("uid").asString(""),
                "context.pipelineRun.namespace", metadata.path("namespace").asString(""),
                "context.pipeline.name", pipeline));
    }

    String freeze(String text) {
        return values.isEmpty()
                ? text
                : Variables.replace(text, expression -> Optional.ofNullable(values.get(expression)));
    }
}
