package io.tektonretry.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits a little longer after every failure, up to a bound. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);

    private final Duration longest;
    private Duration next = FIRST;

    public Backoff(Duration longest) {
        this.longest = longest;
    }

    /** Whether it has waited since the last success. */
    public boolean isActive() {
        return !next.equals(FIRST);
    }

    /** Waits; a random tenth keeps many from asking at the same moment. */
    public void await() throws InterruptedException {
        await(Duration.ZERO);
    }

    /** Waits at least this long. */
    public void await(Duration atLeast) throws InterruptedException {
        long millis = Math.max(next.toMillis(), atLeast.toMillis());
        Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** To be called after a success. */
    public void reset() {
        next = FIRST;
    }
}
