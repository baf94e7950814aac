package io.tektonretry.retry.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one pipeline task.
 *
 * @param name of the pipeline task
 * @param action what becomes of it
 * @param because why
 * @param previousChildUid UID of the TaskRun, CustomRun or child PipelineRun that counted so far; null when there was none
 * @param combinations indexes of the matrix combinations that run again, in the order of the root's children; empty when all or none do
 * @param waitsFor names of the tasks whose outcome decides whether it runs; empty when that is certain
 * @param injected names of the retry parameters that bring recorded values into this task
 * @param restarts whether it is among the first to run: nothing before it does
 * @param overridden what it gets instead of what the first run gave it; null when that is nothing
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

    /** Whether it stays as it was although it would run if the caller had not chosen others. */
    boolean isLeft() {
        return action == RetryAction.LEAVE && because != RetryActionReason.SKIPPED_BEFORE;
    }

    PlannedTask withoutInjected() {
        return new PlannedTask(
                name, action, because, previousChildUid, combinations, waitsFor, List.of(), restarts, overridden);
    }
}
