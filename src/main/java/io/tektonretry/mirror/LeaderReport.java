package io.tektonretry.mirror;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a scope was followed when that was last reported.
 *
 * @param isRecorded whether the history holds a complete list, or the cluster lacks the kind
 * @param lag how far the history lagged behind
 * @param failure why the cluster did not answer
 * @param at when all of this was so, by the clock of this replica
 */
record LeaderReport(
        boolean isRecorded, Duration lag, @Nullable String failure, Instant at) {

    /** What has happened since nobody can have seen. */
    Duration lag(Instant now) {
        return lag.plus(age(now));
    }

    Duration age(Instant now) {
        return Duration.between(at, now);
    }
}
