package io.tektonretry.history.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * State of a step of an attempt.
 *
 * @param name name of the step
 * @param exitCode exit code of its container; null until it has ended
 * @param reason reason of the container runtime, such as {@code Error} or {@code OOMKilled}
 * @param startedAt when its container started
 * @param finishedAt when its container ended
 */
public record StepState(
        String name,
        @Nullable Integer exitCode,
        @Nullable String reason,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {}
