package io.tektonretry.export;

import io.tektonretry.history.PipelineRunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run as it is exported.
 *
 * @param parent the PipelineRun that owns it, and its pipeline, if that run is recorded
 * @param root the first of all linked runs
 * @param retryOf the run that it retries
 * @param retryNumber 0 unless this service created it as a retry
 * @param retryReason why its retry was requested
 */
record ExportedRun(
        UUID uid,
        String namespace,
        String name,
        @Nullable String pipeline,
        PipelineRunStatus status,
        @Nullable String reason,
        @Nullable String message,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant deletedAt,
        @Nullable UUID parent,
        @Nullable String parentPipeline,
        UUID root,
        @Nullable UUID retryOf,
        int retryNumber,
        int attempt,
        boolean isInferred,
        @Nullable String requestedBy,
        @Nullable String retryReason,
        @Nullable String repository,
        @Nullable String revision,
        @Nullable String branch,
        @Nullable String pullRequest,
        @Nullable String job,
        @Nullable String url) {

    /** Its pipeline; an embedded one has the name of the run. */
    String pipelineName() {
        return pipeline == null ? name : pipeline;
    }

    Instant begun() {
        return startedAt == null ? createdAt : startedAt;
    }

    /** When it ended, or was seen to be gone. */
    Instant ended() {
        Instant end = finishedAt == null ? deletedAt : finishedAt;
        return end == null ? begun() : end;
    }

    @Nullable
    Duration duration() {
        return startedAt == null || finishedAt == null ? null : Duration.between(startedAt, finishedAt);
    }
}
