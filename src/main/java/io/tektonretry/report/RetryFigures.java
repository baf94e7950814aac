package io.tektonretry.report;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Figures of lineages; the schema describes the fields.
 *
 * @param recovered of the retried lineages, those that succeeded
 */
public record RetryFigures(
        long runs,
        long failedRuns,
        Proportion recovered,
        long manualRetries,
        long automaticRetries,
        Duration computeSaved,
        Duration computeWasted,
        @Nullable Duration timeSaved,
        @Nullable Percentiles timeToRecovery,
        @Nullable Percentiles duration,
        @Nullable Percentiles retryDuration) {

    /** The same with these durations. */
    RetryFigures with(RetryDurations.Lengths lengths) {
        return new RetryFigures(
                runs,
                failedRuns,
                recovered,
                manualRetries,
                automaticRetries,
                computeSaved,
                computeWasted,
                lengths.saved(),
                lengths.recovery(),
                lengths.whole(),
                lengths.retry());
    }
}
