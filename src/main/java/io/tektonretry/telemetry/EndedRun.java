package io.tektonretry.telemetry;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.PipelineRunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that has ended.
 *
 * @param traceUid first run of the lineage; of the outer run's lineage for a run inside another one
 * @param parentUid the run around this one, or else the first run of the lineage; null for the first run itself
 * @param kind original, partial_retry or full_rerun
 * @param failureClass null unless it failed, was cancelled or timed out
 * @param recovery time since the first failure of the lineage, if this run is the first to succeed
 * @param saved task seconds that the run did not repeat
 * @param wasted task seconds of failed attempts that the run repeated
 */
record EndedRun(
        UUID uid,
        String namespace,
        String name,
        @Nullable String pipelineName,
        PipelineRunStatus status,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Instant startedAt,
        Instant endedAt,
        UUID traceUid,
        @Nullable UUID parentUid,
        @Nullable UUID retryOfUid,
        int attemptNumber,
        String kind,
        @Nullable FailureClass failureClass,
        @Nullable Duration recovery,
        double saved,
        double wasted,
        @Nullable String repository,
        @Nullable String revision,
        @Nullable String branch,
        @Nullable String pullRequest) {

    /** {@code cicd.pipeline.result}: a failure of the cluster is an error, one of the user's code a failure. */
    String result() {
        return switch (status) {
            case SUCCEEDED -> "success";
            case CANCELLED -> "cancellation";
            case TIMED_OUT -> "timeout";
            case INTERRUPTED -> "error";
            default -> failureClass == FailureClass.INFRASTRUCTURE ? "error" : "failure";
        };
    }

    /** {@code error.type}; null for a success. */
    @Nullable
    String errorType() {
        if (status == PipelineRunStatus.SUCCEEDED) {
            return null;
        }
        return (failureClass == null ? FailureClass.UNKNOWN : failureClass).name();
    }
}
