package io.tektonretry.history.task;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.NamedValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a pipeline task: an entry of Tekton's {@code retriesStatus}, or the current status of the child.
 *
 * @param pipelineRunUid the run that executed it
 * @param pipelineTaskName the pipeline task
 * @param taskRunUid the TaskRun, CustomRun or child PipelineRun
 * @param taskRunName its name
 * @param matrixIndex index of the combination, from 0; null outside a matrix
 * @param number from 1 over the lineage
 * @param numberInTaskRun from 1 inside the TaskRun; above 1 means Tekton's own {@code retries}
 * @param status its status
 * @param reason Tekton's reason, unmapped
 * @param message Tekton's message
 * @param failureClass cause of the failure; null unless it failed, was cancelled or timed out
 * @param podName the pod that executed it
 * @param startedAt when Tekton started it
 * @param finishedAt when it ended
 * @param resultsJson the results it wrote, also when it failed, as {@link AttemptTexts} writes them
 * @param stepsJson its steps in order, as {@link AttemptTexts} writes them
 */
public record TaskAttempt(
        UUID pipelineRunUid,
        String pipelineTaskName,
        UUID taskRunUid,
        String taskRunName,
        @Nullable Integer matrixIndex,
        int number,
        int numberInTaskRun,
        PipelineTaskStatus status,
        @Nullable String reason,
        @Nullable String message,
        @Nullable FailureClass failureClass,
        @Nullable String podName,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        String resultsJson,
        String stepsJson) {

    public List<NamedValue> results() {
        return AttemptTexts.results(resultsJson);
    }

    public List<StepState> steps() {
        return AttemptTexts.steps(stepsJson);
    }
}
