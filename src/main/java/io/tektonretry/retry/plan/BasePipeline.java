package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The pipeline that every attempt of a lineage executes: the root's, as it was resolved.
 *
 * @param spec the pipeline spec
 * @param tasks its tasks in the order of the spec, finally tasks last
 */
record BasePipeline(ObjectNode spec, Map<String, PipelineTask> tasks) {

    /**
     * The root's pipeline, or empty when none was resolved. A run by reference keeps it in its status, with parameters and context
     * put in; of an inline run Tekton reads the spec anew each time, so that the context is frozen here: the reused tasks have used the
     * root's identity already.
     */
    static Optional<BasePipeline> of(ObjectNode root) {
        JsonNode inline = root.path("spec").path("pipelineSpec");
        JsonNode resolved = root.path("status").path("pipelineSpec");
        if (inline instanceof ObjectNode spec) {
            return Optional.of(of(spec, RunContext.of(root)));
        }
        return resolved instanceof ObjectNode spec ? Optional.of(of(spec, RunContext.NONE)) : Optional.empty();
    }

    private static BasePipeline of(ObjectNode spec, RunContext context) {
        Map<String, PipelineTask> tasks = new LinkedHashMap<>();
        collect(spec.path("tasks"), false, context, tasks);
        collect(spec.path("finally"), true, context, tasks);
        return new BasePipeline(spec, tasks);
    }

    private static void collect(
            JsonNode specs, boolean isFinally, RunContext context, Map<String, PipelineTask> tasks) {
        for (JsonNode element : specs) {
            if (element instanceof ObjectNode spec) {
                PipelineTask task = PipelineTask.of(
                        TaskTexts.map(spec, text -> StringNode.valueOf(context.freeze(text.stringValue()))), isFinally);
                tasks.putIfAbsent(task.name(), task);
            }
        }
    }

    List<PipelineTask> dagTasks() {
        return tasks.values().stream().filter(task -> !task.isFinally()).toList();
    }

    List<PipelineTask> finallyTasks() {
        return tasks.values().stream().filter(PipelineTask::isFinally).toList();
    }

    /** The tasks of the graph that depend on each task directly. */
    Map<String, List<PipelineTask>> children() {
        Map<String, List<PipelineTask>> children = new LinkedHashMap<>();
        for (PipelineTask task : dagTasks()) {
            for (String parent : task.parents()) {
                children.computeIfAbsent(parent, name -> new ArrayList<>()).add(task);
            }
        }
        return children;
    }
}
