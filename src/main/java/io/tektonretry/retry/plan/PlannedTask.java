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
 * @param injected names of the retry parameters that bring recorded values into this task
 */
public record PlannedTask(
        String name,
        RetryAction action,
        RetryActionReason because,
        @Nullable String previousChildUid,
        List<Integer> combinations,
        List<String> injected) {

    public PlannedTask {
        combinations = List.copyOf(combinations);
        injected = List.copyOf(injected);
    }
}
