package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an execution of a task is given. */
final class Inputs {

    private Inputs() {}

    /**
     * All that a pipeline task says to its execution: the spec of the child, and what the run shows of it. The combinations of a matrix
     * are shown by names that a retry gives them, and the expressions of a finally task as they were before they were evaluated.
     *
     * @param definition the task of the pipeline
     * @param reference to the child, in the status of the run
     */
    static ObjectNode of(ObjectNode child, JsonNode definition, boolean isFinally, JsonNode reference) {
        JsonNode metadata = child.path("metadata");
        ObjectNode inputs = (ObjectNode) Sorted.of(child.path("spec"));
        inputs.remove("status");
        inputs.remove("statusMessage");
        inputs.set("params", params(child));
        if (!definition.has("matrix")) {
            inputs.set("displayName", reference.path("displayName"));
        }
        inputs.set("onError", metadata.path("annotations").path("pipeline.tekton.dev/pipeline-task-on-error"));
        if (!isFinally) {
            inputs.set("when", reference.path("whenExpressions"));
        }
        return inputs;
    }

    /** The params of an execution, by name. */
    static JsonNode params(JsonNode child) {
        ObjectNode params = object();
        for (JsonNode param : child.path("spec").path("params")) {
            params.set(param.path("name").stringValue(), param.path("value"));
        }
        return Sorted.of(params);
    }
}
