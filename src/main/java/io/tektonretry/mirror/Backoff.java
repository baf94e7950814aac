package io.tektonretry.mirror;

import java.time.Duration;

/** Waits a little longer after every failure, up to a bound. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = FIRST;

    boolean isActive() {
        return !next.equals(FIRST);
    }

    void await() throws InterruptedException {
        Thread.sleep(next.toMillis());
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    void reset() {
        next = FIRST;
    }
}
