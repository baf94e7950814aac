package io.tektonretry.access;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Tells the first failure of an outage from the others: failures that no minute without one lies between are one outage. */
final class Outages {

    private static final long QUIET = Duration.ofMinutes(1).toMillis();

    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong(Long.MIN_VALUE);

    Outages(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the failure that has just happened begins an outage. */
    boolean begin() {
        long now = clock.millis();
        long before = last.getAndSet(now);
        return before == Long.MIN_VALUE || now - before > QUIET;
    }
}
