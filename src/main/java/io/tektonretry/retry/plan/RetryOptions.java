package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What to run again beside the tasks that failed.
 *
 * @param strategy which tasks run
 * @param alsoRerunTasks succeeded tasks to run again, with everything that depends on them
 * @param onlyTasks the tasks to run among those that did not succeed, which stay as they were otherwise; empty for all of them
 * @param fromTasks the tasks to run with everything that depends on them, while what did not succeed beside them stays as it was; empty for
 *     no such choice
 * @param params values for params of the pipeline instead of those that they have, by name: a text, a list or an object
 * @param definition which definition of the pipeline and its tasks the retry goes by
 * @param rerunIgnoredFailures whether tasks that failed with {@code onError: continue} run again
 * @param finallyPolicy which finally tasks run again
 * @param matrixPolicy how much of a partly failed matrix runs again
 * @param onLostWorkspace what to do when the data of a volume is gone
 * @param onMissingHistory what to do when the end of a task was never observed
 * @param onUnrepresentableValue what to do with a recorded value that Tekton would change or refuse
 * @param evenIfRerun whether a run that another tool made whole of the same does not stand in the way
 * @param replaceStalled whether a retry that makes no progress is cancelled and replaced
 * @param ownIdentityTasks tasks that get the name and UID of the retry instead of the root's, {@code *} for all
 * @param onMissingDependency what to do when a ConfigMap or Secret is gone that a task to run needs
 * @param overrides what single tasks get instead of what the first run gave them
 * @param timeouts {@code pipeline}, {@code tasks} and {@code finally} in Go's notation, instead of those of the root
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

    /** Which definition of the pipeline and its tasks a retry goes by. */
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

    /** What to do with a recorded value that Tekton would change or refuse. */
    public enum OnUnrepresentableValue {
        REFUSE,
        RERUN_PRODUCER
    }

    /** What to do when a ConfigMap or Secret is gone that a task to run needs. */
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

    /** The options that decide what is run and how, which take the right to create runs; in the words of the API. */
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

    /** What a task gets instead of what the first run gave it; null when that is nothing. */
    @Nullable
    TaskOverride override(String task) {
        return overrides.stream()
                .filter(override -> override.task().equals(task))
                .findFirst()
                .orElse(null);
    }

    /** Runs what failed and nothing else, and refuses in doubt. */
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
