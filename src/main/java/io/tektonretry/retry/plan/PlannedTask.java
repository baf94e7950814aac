package io.tektonretry.retry.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision on one pipeline task.
 *
 * @param name name of the pipeline task
 * @param action what to do with it
 * @param because why
 * @param previousChildUid UID of its current TaskRun, CustomRun or child PipelineRun; null when there is none
 * @param combinations indexes of the matrix combinations that run again, in the order of the root's children; empty
 * when all or none do
 * @param waitsFor names of the tasks whose outcome decides whether it runs; empty when that is certain
 * @param injected names of the retry params that pass recorded values to this task
 * @param restarts whether it is among the first to run: no task before it runs
 * @param overridden overrides of the first run's values; null when there are none
 */
public record PlannedTask(
        String name,
        RetryAction action,
        RetryActionReason because,
        @Nullable String previousChildUid,
        List<Integer> combinations,
        List<String> waitsFor,
        List<String> injected,
        boolean restarts,
        @Nullable TaskOverride overridden) {

    public PlannedTask {
        combinations = List.copyOf(combinations);
        waitsFor = List.copyOf(waitsFor);
        injected = List.copyOf(injected);
    }

    /** Whether it does not run although it would if the caller had not chosen other tasks. */
    boolean isLeft() {
        return action == RetryAction.LEAVE && because != RetryActionReason.SKIPPED_BEFORE;
    }

    PlannedTask withoutInjected() {
        return new PlannedTask(
                name, action, because, previousChildUid, combinations, waitsFor, List.of(), restarts, overridden);
    }
}
