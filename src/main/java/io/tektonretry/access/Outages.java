package io.tektonretry.access;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Recognizes the first failure of an outage: failures less than a minute apart belong to the same outage. */
final class Outages {

    private static final long QUIET = Duration.ofMinutes(1).toMillis();

    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

    Outages(InstantSource clock) {
        this.clock = clock;
    }

    /** Records a failure; returns whether it begins an outage. */
    boolean begin() {
        long now = clock.millis();
        long before = last.getAndSet(now);
        return before == Long.MIN_VALUE || now - before > QUIET;
    }
}
