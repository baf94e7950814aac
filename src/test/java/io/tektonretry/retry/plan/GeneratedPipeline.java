package io.tektonretry.retry.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pipeline that was drawn, and what its tasks do.
 *
 * @param run a PipelineRun of it that has not started
 * @param spec the pipeline that the run refers to or holds
 * @param results what each task writes, by the names of task and result
 * @param ignored tasks with {@code onError: continue} that always fail
 */
record GeneratedPipeline(
        ObjectNode run, ObjectNode spec, Map<String, Map<String, JsonNode>> results, Set<String> ignored) {

    /** What the Task says that its tasks refer to. */
    static final ObjectNode TASK =
            (ObjectNode) Documents.parseYaml("steps: [{name: main, image: busybox, computeResources: {}}]");

    /** The same run while its pipeline says something else. */
    GeneratedPipeline saying(ObjectNode other) {
        return new GeneratedPipeline(run, other, results, ignored);
    }

    /** What the run and its tasks refer to. */
    List<ObjectNode> definitions() {
        return List.of(definition("Pipeline", "pipeline", spec), definition("Task", "task", TASK));
    }

    private static ObjectNode definition(String kind, String name, ObjectNode spec) {
        ObjectNode definition = object().put("apiVersion", "tekton.dev/v1").put("kind", kind);
        definition.putObject("metadata").put("name", name).put("namespace", "ci");
        return definition.set("spec", spec);
    }

    static Map<String, ObjectNode> byName(JsonNode tasks) {
        Map<String, ObjectNode> byName = new LinkedHashMap<>();
        tasks.forEach(task -> byName.put(task.path("name").stringValue(), (ObjectNode) task));
        return byName;
    }

    /** The task of this name, or one without fields. */
    static JsonNode task(JsonNode spec, String name) {
        return Stream.of("tasks", "finally")
                .flatMap(section -> spec.path(section).valueStream())
                .filter(task -> name.equals(task.path("name").stringValue()))
                .findFirst()
                .orElseGet(GeneratedPipeline::object);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
