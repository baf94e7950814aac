package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an execution of a task is given. */
final class Inputs {

    private Inputs() {}

    /** All that a resolved pipeline task says to its run, but for the order of its tasks and its matrix, which the run tells. */
    static ObjectNode of(ObjectNode resolved, ObjectNode child) {
        ObjectNode inputs = (ObjectNode) Sorted.of(resolved);
        inputs.remove("runAfter");
        inputs.remove("matrix");
        inputs.set("params", params(child));
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
