package io.tektonretry.retry.plan;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A PipelineRun with its params and its identity in place ({@code ApplyParameters}, {@code ApplyContexts}).
 *
 * @param document the PipelineRun
 * @param spec what {@code status.pipelineSpec} holds
 * @param tasks of the graph, by name
 * @param finallyTasks by name
 */
record ResolvedRun(
        ObjectNode document, ObjectNode spec, Map<String, ObjectNode> tasks, Map<String, ObjectNode> finallyTasks) {

    static ResolvedRun of(ObjectNode run, ObjectNode referred) {
        boolean inline = run.path("spec").has("pipelineSpec");
        ObjectNode spec = (inline ? (ObjectNode) run.path("spec").path("pipelineSpec") : referred).deepCopy();
        VariableValues params = params(spec, run);
        VariableValues context = context(run, inline);
        for (String section : new String[] {"tasks", "finally"}) {
            if (spec.path(section) instanceof ArrayNode list) {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, context.in(withParams((ObjectNode) list.get(i), params)));
                }
            }
        }
        return new ResolvedRun(
                run, spec, SmallController.byName(spec.path("tasks")), SmallController.byName(spec.path("finally")));
    }

    String name() {
        return document.path("metadata").path("name").stringValue();
    }

    String uid() {
        return document.path("metadata").path("uid").stringValue();
    }

    ObjectNode task(String name) {
        return tasks.getOrDefault(name, finallyTasks.getOrDefault(name, GeneratedPipeline.object()));
    }

    /** Params of the pipeline are not put into the display name of a matrix. */
    private static ObjectNode withParams(ObjectNode task, VariableValues params) {
        ObjectNode replaced = params.inObject(task);
        if (task.has("matrix") && task.has("displayName")) {
            replaced.set("displayName", task.path("displayName"));
        }
        return replaced;
    }

    private static VariableValues params(ObjectNode spec, ObjectNode run) {
        VariableValues params = new VariableValues();
        for (JsonNode param : spec.path("params")) {
            if (param.has("default")) {
                params.put("params." + param.path("name").stringValue(), param.path("default"));
            }
        }
        for (JsonNode param : run.path("spec").path("params")) {
            params.put("params." + param.path("name").stringValue(), param.path("value"));
        }
        return params;
    }

    private static VariableValues context(ObjectNode run, boolean inline) {
        JsonNode metadata = run.path("metadata");
        String name = metadata.path("name").stringValue();
        return new VariableValues()
                .put("context.pipelineRun.name", name)
                .put("context.pipelineRun.uid", metadata.path("uid").stringValue())
                .put("context.pipelineRun.namespace", metadata.path("namespace").stringValue())
                .put("context.pipeline.name", inline ? name : "pipeline");
    }
}
