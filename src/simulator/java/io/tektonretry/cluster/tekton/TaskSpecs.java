package io.tektonretry.cluster.tekton;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the specs of tasks: embedded, or in Task objects. What a resolver would fetch is taken for an empty task. */
final class TaskSpecs {

    private final Api api;

    TaskSpecs(Api api) {
        this.api = api;
    }

    /** Fails the run when a task that has not started refers to nothing. */
    void check(ObjectNode run, RunFacts facts) {
        String namespace = run.at("/metadata/namespace").asString();
        for (PipelineTaskState state : facts.all()) {
            if (!state.isStarted()
                    && !Children.isCustom(state.task())
                    && find(namespace, state.task()).isEmpty()) {
                throw new RunFailure(
                        "CouldntGetTask",
                        ("Pipeline %s/%s can't be Run; it contains Tasks that don't exist: Couldn't retrieve Task \"%s\":"
                                        + " tasks.tekton.dev \"%3$s\" not found")
                                .formatted(
                                        namespace,
                                        run.at("/metadata/labels")
                                                .path("tekton.dev/pipeline")
                                                .asString(""),
                                        Json.name(state.task().path("taskRef"))));
            }
        }
    }

    /** The spec of a pipeline task or of a TaskRun's spec, with its defaults and without its parameters put in. */
    Optional<ObjectNode> find(String namespace, JsonNode task) {
        if (task.path("taskSpec") instanceof ObjectNode embedded) {
            return Optional.of(embedded.deepCopy());
        }
        JsonNode reference = task.path("taskRef");
        if (!reference.has("name")) {
            return Optional.of(Json.object());
        }
        return api.get("Task", namespace, Json.name(reference))
                .map(found -> SpecDefaults.task((ObjectNode) found.path("spec").deepCopy()));
    }

    /** What {@code status.taskSpec} of a TaskRun shows. */
    ObjectNode substituted(ObjectNode taskRun) {
        ObjectNode spec = find(taskRun.at("/metadata/namespace").asString(), taskRun.path("spec"))
                .orElseGet(Json::object);
        Map<String, JsonNode> values = new HashMap<>();
        spec.path("params").forEach(param -> {
            if (param.has("default")) {
                values.put("params." + Json.name(param), param.path("default"));
            }
        });
        taskRun.at("/spec/params").forEach(param -> values.put("params." + Json.name(param), param.path("value")));
        values.put("context.taskRun.name", taskRun.at("/metadata/name"));
        values.put("context.taskRun.namespace", taskRun.at("/metadata/namespace"));
        values.put("context.taskRun.uid", taskRun.at("/metadata/uid"));
        values.put(
                "context.task.retry-count",
                Json.text(Integer.toString(taskRun.at("/status/retriesStatus").size())));
        return new Substitution(values).applyToFields(spec);
    }
}
