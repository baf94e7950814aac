package io.tektonretry.mirror;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last reported state of a scope.
 *
 * @param isRecorded whether the history has a complete list, or the cluster lacks the kind
 * @param lag lag of the history
 * @param failure why the cluster did not answer
 * @param at time of the report, by the clock of this replica
 */
record LeaderReport(
        boolean isRecorded, Duration lag, @Nullable String failure, Instant at) {

    /** The lag now; nothing is known of the time since the report. */
    Duration lag(Instant now) {
        return lag.plus(age(now));
    }

    Duration age(Instant now) {
        return Duration.between(at, now);
    }
}
