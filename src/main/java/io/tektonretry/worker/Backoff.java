package io.tektonretry.worker;

import java.time.Duration;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Pauses between retries, doubled after each failure up to a bound. Jitter of a tenth spreads callers that failed at
 * the same moment.
 */
public final class Backoff {

    private final ExponentialBackOff pauses = new ExponentialBackOff(100, 2);
    private BackOffExecution execution;

    public Backoff(Duration longest) {
        pauses.setJitter(10);
        pauses.setMaxInterval(longest.toMillis());
        execution = pauses.start();
    }

    /** Waits for the current pause. */
    public void await() throws InterruptedException {
        Thread.sleep(execution.nextBackOff());
    }

    /** Starts again with the shortest pause; call it after a success. */
    public void reset() {
        execution = pauses.start();
    }
}
