package io.tektonretry.report;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How flaky a task of a pipeline is; the schema describes the fields.
 *
 * @param sameInputs groups of attempts with the same inputs and commit that hold a success and a failure
 * @param sameCommit groups of attempts at the same commit that do
 */
public record TaskFlakiness(
        String namespace,
        @Nullable String pipelineName,
        String taskName,
        long attempts,
        long failures,
        long infrastructureFailures,
        Proportion sameInputs,
        Proportion sameCommit,
        long flips,
        long comparedPairs,
        @Nullable Double flipRate,
        long brokenStreaks,
        @Nullable Instant lastFlakeAt,
        Duration computeWastedFlaky,
        Duration computeWastedNotFlaky) {}
