package io.tektonretry.cluster.tekton;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pipeline task with its children, by their names.
 *
 * @param parents the tasks this one waits for
 */
record PipelineTaskState(ObjectNode task, boolean isFinally, List<ObjectNode> children, Set<String> parents) {

    PipelineTaskState(ObjectNode task, boolean isFinally, List<ObjectNode> children) {
        this(task, isFinally, children, parents(task));
    }

    String name() {
        return Json.name(task);
    }

    boolean isStarted() {
        return !children.isEmpty();
    }

    boolean isMatrixed() {
        return task.has("matrix");
    }

    boolean continuesOnError() {
        return Json.text(task, "onError").equals("continue");
    }

    boolean isSuccessful() {
        return isStarted()
                && children.stream().allMatch(child -> Conditions.status(child).equals("True"));
    }

    boolean hasFailures() {
        return children.stream().anyMatch(PipelineTaskState::isFailed);
    }

    boolean isFailure() {
        return endedWith(PipelineTaskState::isFailed);
    }

    boolean isCancelled() {
        return endedWith(child -> Conditions.reason(child).matches("(TaskRun|CustomRun)Cancelled"));
    }

    private boolean endedWith(Predicate<ObjectNode> kindOfEnd) {
        return children.stream().anyMatch(kindOfEnd) && children.stream().allMatch(Conditions::isDone);
    }

    private static boolean isFailed(ObjectNode child) {
        return Conditions.status(child).equals("False");
    }

    /** The value of {@code $(tasks.<name>.status)} in finally tasks. */
    String status() {
        return isSuccessful() ? "Succeeded" : hasFailures() ? "Failed" : "None";
    }

    /** The value of {@code $(tasks.<name>.reason)}: of the first child that did not succeed, or of the first one. */
    String reason() {
        return children.stream()
                .filter(child -> !Conditions.status(child).equals("True"))
                .findFirst()
                .or(() -> children.stream().findFirst())
                .map(Conditions::reason)
                .orElse("");
    }

    private static Set<String> parents(ObjectNode task) {
        Set<String> parents = new LinkedHashSet<>(Json.texts(task.path("runAfter")));
        ResultReference.ofPipelineTask(task).forEach(reference -> parents.add(reference.task()));
        return parents;
    }
}
