package io.tektonretry.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between retries, doubled after each failure up to a bound. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(100);

    private final Duration longest;
    private Duration next = FIRST;

    public Backoff(Duration longest) {
        this.longest = longest;
    }

    /** Waits; random jitter of up to a tenth spreads callers that failed at the same moment. */
    public void await() throws InterruptedException {
        await(Duration.ZERO);
    }

    /** Waits for the current pause, or for {@code atLeast} if that is longer. */
    public void await(Duration atLeast) throws InterruptedException {
        long millis = Math.max(next.toMillis(), atLeast.toMillis());
        Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1));
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    /** Starts again with the shortest pause; call it after a success. */
    public void reset() {
        next = FIRST;
    }
}
