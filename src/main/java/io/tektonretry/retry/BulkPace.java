package io.tektonretry.retry;

import io.tektonretry.history.request.RetryPace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Schedules the creation of the runs of bulk retries, so that no number of calls floods the cluster. */
@Component
class BulkPace {

    private static final int AT_ONCE = 25;

    private static final double NANOS = 1e9;

    private final RetryPace slots;
    private final Duration interval;
    private final Clock clock;

    BulkPace(RetryPace slots, RetryProperties properties, Clock clock) {
        this.slots = slots;
        this.interval = Duration.ofNanos((long) (NANOS / properties.bulkRate()));
        this.clock = clock;
    }

    /** The command with the time of its slot. */
    RetryCommand timed(RetryCommand command, int place) {
        return command.at(time(command.notBefore(), place));
    }

    private @Nullable Instant time(@Nullable Instant notBefore, int place) {
        Instant now = clock.instant();
        if (notBefore != null && notBefore.isAfter(now)) {
            return notBefore.plus(interval.multipliedBy(place)).truncatedTo(ChronoUnit.MILLIS);
        }
        Instant slot = slots.take(now, interval, AT_ONCE);
        return slot.isAfter(now) ? slot.truncatedTo(ChronoUnit.MILLIS) : notBefore;
    }
}
