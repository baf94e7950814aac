package io.tektonretry.cluster.tekton;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what Tekton's webhook fills in. */
final class SpecDefaults {

    private SpecDefaults() {}

    static ObjectNode pipeline(JsonNode spec) {
        ObjectNode filled = (ObjectNode) spec.deepCopy();
        types(filled);
        for (JsonNode result : filled.path("results")) {
            if (!result.has("description")) {
                ((ObjectNode) result).put("description", "");
            }
        }
        for (String list : new String[] {"tasks", "finally"}) {
            filled.path(list).forEach(task -> pipelineTask((ObjectNode) task));
        }
        return filled;
    }

    private static void pipelineTask(ObjectNode task) {
        if (task.path("taskRef") instanceof ObjectNode reference && reference.has("name") && !reference.has("kind")) {
            reference.put("kind", "Task");
        }
        if (task.path("timeout").asString("").matches("\\d+m")) {
            task.put("timeout", task.path("timeout").asString() + "0s");
        }
        if (task.path("taskSpec") instanceof ObjectNode spec && !spec.has("apiVersion")) {
            task(spec);
            if (!spec.has("metadata")) {
                spec.putObject("metadata");
            }
            if (!spec.has("spec")) {
                spec.putNull("spec");
            }
        }
    }

    static ObjectNode task(ObjectNode spec) {
        types(spec);
        for (JsonNode result : spec.path("results")) {
            type((ObjectNode) result, result.path("properties"));
        }
        for (String list : new String[] {"steps", "sidecars"}) {
            spec.path(list).forEach(container -> resources((ObjectNode) container));
        }
        if (spec.path("stepTemplate") instanceof ObjectNode template) {
            resources(template);
            spec.path("steps").forEach(step -> Json.addMissing((ObjectNode) step, template));
        }
        return spec;
    }

    private static void resources(ObjectNode container) {
        if (!container.has("computeResources")) {
            container.putObject("computeResources");
        }
    }

    private static void types(ObjectNode spec) {
        for (JsonNode param : spec.path("params")) {
            JsonNode pattern = param.has("default") ? param.path("default") : param.path("properties");
            type((ObjectNode) param, pattern);
        }
    }

    private static void type(ObjectNode declaration, JsonNode pattern) {
        if (!declaration.has("type")) {
            declaration.put("type", pattern.isArray() ? "array" : pattern.isObject() ? "object" : "string");
        }
    }
}
