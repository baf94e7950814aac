package io.tektonretry.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a step of an attempt stands.
 *
 * @param name of the step
 * @param exitCode of its container, once it has ended
 * @param reason in the words of the container runtime, such as {@code Error} or {@code OOMKilled}
 * @param startedAt when its container started
 * @param finishedAt when its container ended
 */
public record StepState(
        String name,
        @Nullable Integer exitCode,
        @Nullable String reason,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {}
