package io.tektonretry.cluster.tekton;

import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the TaskRuns and CustomRuns of pipeline tasks. */
record Children(ObjectNode run) {

    static boolean isCustom(JsonNode task) {
        return task.path("taskRef").has("apiVersion") || task.path("taskSpec").has("apiVersion");
    }

    /** The names of all children that a task may have, in the order of its combinations. */
    Stream<ObjectNode> of(PipelineTaskState state) {
        List<NavigableMap<String, String>> combinations =
                Matrix.combinations(state.task().path("matrix"));
        return IntStream.range(0, combinations.size()).mapToObj(i -> {
            String name = combinations.size() > 1
                    ? ChildNames.of(runName(), state.name(), i)
                    : ChildNames.of(runName(), state.name());
            return child(state, name, combinations.get(i));
        });
    }

    private ObjectNode child(PipelineTaskState state, String name, NavigableMap<String, String> combination) {
        ObjectNode task = new Substitution(Map.of(
                        "context.pipelineTask.retries",
                        Json.text(Integer.toString(state.task().path("retries").asInt(0)))))
                .applyToFields(state.task());
        boolean custom = isCustom(task);
        ObjectNode child = Json.object()
                .put("apiVersion", custom ? "tekton.dev/v1beta1" : "tekton.dev/v1")
                .put("kind", custom ? "CustomRun" : "TaskRun");
        child.set("metadata", metadata(state, task, name));
        child.set("spec", custom ? customRunSpec(task, combination) : taskRunSpec(task, combination));
        return child;
    }

    private ObjectNode metadata(PipelineTaskState state, ObjectNode task, String name) {
        ObjectNode metadata = Json.object()
                .put("name", name)
                .put("namespace", run.at("/metadata/namespace").asString());
        ObjectNode annotations = metadata.putObject("annotations");
        ObjectNode labels = metadata.putObject("labels");
        Json.addMissing(annotations, run.at("/metadata/annotations"));
        annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        Json.addMissing(labels, run.at("/metadata/labels"));
        labels.put(TektonKeys.PIPELINE_RUN, runName())
                .put(TektonKeys.PIPELINE_RUN_UID, run.at("/metadata/uid").asString())
                .put(TektonKeys.PIPELINE_TASK, state.name())
                .put(TektonKeys.MEMBER_OF, state.isFinally() ? "finally" : "tasks");
        if (!isCustom(task)) {
            addOfTaskRun(state, task, labels, annotations);
        }
        metadata.putArray("ownerReferences").add(Workspaces.owner(run));
        return metadata;
    }

    private void addOfTaskRun(PipelineTaskState state, ObjectNode task, ObjectNode labels, ObjectNode annotations) {
        if (!labels.has("app.kubernetes.io/managed-by")) {
            labels.put("app.kubernetes.io/managed-by", "tekton-pipelines");
        }
        if (task.path("taskRef").has("name")) {
            labels.put("tekton.dev/task", Json.name(task.path("taskRef")));
        }
        if (state.continuesOnError()) {
            annotations.put("pipeline.tekton.dev/pipeline-task-on-error", "continue");
        }
        new Workspaces(run)
                .affinityAssistant(task)
                .ifPresent(assistant -> annotations.put("pipeline.tekton.dev/affinity-assistant", assistant));
        JsonNode own = runSpecOf(task).path("metadata");
        Json.addMissing(labels, own.path("labels"));
        Json.addMissing(annotations, own.path("annotations"));
    }

    private ObjectNode taskRunSpec(ObjectNode task, NavigableMap<String, String> combination) {
        ObjectNode spec = Json.object();
        JsonNode own = runSpecOf(task);
        Json.setUnlessEmpty(spec, "params", params(task, combination));
        Json.setUnlessEmpty(spec, "retries", task.path("retries"));
        String account = Json.text(run.at("/spec/taskRunTemplate"), "serviceAccountName");
        spec.put(
                "serviceAccountName", own.path("serviceAccountName").asString(account.isEmpty() ? "default" : account));
        Json.setUnlessEmpty(
                spec,
                "podTemplate",
                own.has("podTemplate") ? own.path("podTemplate") : run.at("/spec/taskRunTemplate/podTemplate"));
        Json.setUnlessEmpty(spec, "taskRef", task.path("taskRef"));
        if (task.path("taskSpec") instanceof ObjectNode embedded) {
            ObjectNode taskSpec = embedded.deepCopy();
            taskSpec.remove(List.of("metadata", "spec"));
            spec.set("taskSpec", taskSpec);
        }
        spec.put("timeout", own.path("timeout").asString(task.path("timeout").asString("1h0m0s")));
        Json.setUnlessEmpty(spec, "workspaces", new Workspaces(run).bindings(task));
        return spec;
    }

    private JsonNode runSpecOf(ObjectNode task) {
        return Json.stream(run.at("/spec/taskRunSpecs"))
                .filter(spec -> Json.text(spec, "pipelineTaskName").equals(Json.name(task)))
                .findFirst()
                .orElseGet(Json::object);
    }

    private ObjectNode customRunSpec(ObjectNode task, NavigableMap<String, String> combination) {
        ObjectNode spec = Json.object();
        Json.setUnlessEmpty(spec, "customRef", task.path("taskRef"));
        Json.setUnlessEmpty(spec, "customSpec", task.path("taskSpec"));
        Json.setUnlessEmpty(spec, "params", params(task, combination));
        Json.setUnlessEmpty(spec, "retries", task.path("retries"));
        Json.setUnlessEmpty(spec, "timeout", task.path("timeout"));
        Json.setUnlessEmpty(spec, "workspaces", new Workspaces(run).bindings(task));
        return spec.put("serviceAccountName", "default");
    }

    /** Those of the combination come first. */
    private static ArrayNode params(ObjectNode task, NavigableMap<String, String> combination) {
        ArrayNode params = Json.array(List.of());
        combination.forEach(
                (name, value) -> params.addObject().put("name", name).put("value", value));
        task.path("params").forEach(params::add);
        return params;
    }

    private String runName() {
        return run.at("/metadata/name").asString();
    }
}
