package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How to retry a run.
 *
 * @param strategy which tasks run
 * @param alsoRerunTasks successful tasks to run again, with all tasks that depend on them
 * @param onlyTasks the only unsuccessful tasks to run; empty for all of them
 * @param fromTasks tasks to run with all tasks that depend on them; other unsuccessful tasks do not run; empty for no
 * such choice
 * @param params new values of pipeline params by name: a text, a list or an object
 * @param definition which definition of the pipeline and its tasks to use
 * @param rerunIgnoredFailures whether tasks that failed with {@code onError: continue} run again
 * @param finallyPolicy which finally tasks run again
 * @param matrixPolicy how much of a partly failed matrix runs again
 * @param onLostWorkspace what to do when the data of a volume is gone
 * @param onMissingHistory what to do when the end of a task was never observed
 * @param onUnrepresentableValue what to do with a recorded value that Tekton would change or reject
 * @param evenIfRerun whether to retry although another tool has run the whole pipeline again
 * @param replaceStalled whether to cancel and replace a retry that makes no progress
 * @param ownIdentityTasks tasks that get the name and UID of the retry instead of the root's; {@code *} for all
 * @param onMissingDependency what to do when a ConfigMap or Secret that a task to run needs is gone
 * @param overrides changed settings of single tasks
 * @param timeouts {@code pipeline}, {@code tasks} and {@code finally} in Go's notation, replacing those of the root
 */
public record RetryOptions(
        Strategy strategy,
        Set<String> alsoRerunTasks,
        Set<String> onlyTasks,
        Set<String> fromTasks,
        Map<String, JsonNode> params,
        Definition definition,
        boolean rerunIgnoredFailures,
        FinallyPolicy finallyPolicy,
        MatrixPolicy matrixPolicy,
        OnLostWorkspace onLostWorkspace,
        OnMissingHistory onMissingHistory,
        OnUnrepresentableValue onUnrepresentableValue,
        boolean evenIfRerun,
        boolean replaceStalled,
        Set<String> ownIdentityTasks,
        OnMissingDependency onMissingDependency,
        List<TaskOverride> overrides,
        Map<String, String> timeouts) {

    /** Which tasks run. */
    public enum Strategy {
        FAILED_TASKS,
        ALL_TASKS
    }

    /** Which definition of the pipeline and its tasks a retry uses. */
    public enum Definition {
        RECORDED,
        CURRENT
    }

    /** Which finally tasks run again. */
    public enum FinallyPolicy {
        AUTOMATIC,
        ALL
    }

    /** How much of a partly failed matrix runs again. */
    public enum MatrixPolicy {
        FAILED_COMBINATIONS,
        WHOLE_TASK
    }

    /** What to do when the data of a volume is gone. */
    public enum OnLostWorkspace {
        REFUSE,
        RERUN_WORKSPACE_TASKS
    }

    /** What to do when the end of a task was never observed. */
    public enum OnMissingHistory {
        REFUSE,
        RERUN
    }

    /** What to do with a recorded value that Tekton would change or reject. */
    public enum OnUnrepresentableValue {
        REFUSE,
        RERUN_PRODUCER
    }

    /** What to do when a ConfigMap or Secret that a task to run needs is gone. */
    public enum OnMissingDependency {
        REFUSE,
        WARN
    }

    public RetryOptions {
        alsoRerunTasks = Set.copyOf(alsoRerunTasks);
        onlyTasks = Set.copyOf(onlyTasks);
        fromTasks = Set.copyOf(fromTasks);
        params = Map.copyOf(params);
        ownIdentityTasks = Set.copyOf(ownIdentityTasks);
        overrides = List.copyOf(overrides);
        timeouts = Map.copyOf(timeouts);
    }

    /**
     * The set options that need the right to create runs, because they decide what runs and how; as named in the API.
     */
    public List<String> beyondRetry() {
        return Stream.of(
                        strategy == Strategy.ALL_TASKS ? "strategy ALL_TASKS" : "",
                        alsoRerunTasks.isEmpty() ? "" : "alsoRerunTasks",
                        onlyTasks.isEmpty() ? "" : "onlyTasks",
                        fromTasks.isEmpty() ? "" : "fromTasks",
                        params.isEmpty() ? "" : "params",
                        overrides.isEmpty() ? "" : "overrides",
                        definition == Definition.CURRENT ? "definition CURRENT" : "",
                        timeouts.isEmpty() ? "" : "timeouts")
                .filter(option -> !option.isEmpty())
                .toList();
    }

    /** The override of a task; null when there is none. */
    @Nullable
    TaskOverride override(String task) {
        return overrides.stream()
                .filter(override -> override.task().equals(task))
                .findFirst()
                .orElse(null);
    }

    /** Runs only what failed, and refuses if in doubt. */
    public static RetryOptions defaults() {
        return new RetryOptions(
                Strategy.FAILED_TASKS,
                Set.of(),
                Set.of(),
                Set.of(),
                Map.of(),
                Definition.RECORDED,
                false,
                FinallyPolicy.AUTOMATIC,
                MatrixPolicy.FAILED_COMBINATIONS,
                OnLostWorkspace.REFUSE,
                OnMissingHistory.REFUSE,
                OnUnrepresentableValue.REFUSE,
                false,
                false,
                Set.of(),
                OnMissingDependency.REFUSE,
                List.of(),
                Map.of());
    }
}
