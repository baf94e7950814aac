package io.tektonretry.access;

import java.time.Duration;

/** The caller has asked for too much lately. */
public final class RateLimitedException extends RuntimeException {

    private final transient Duration retryAfter;

    public RateLimitedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** When there is enough again for what was asked. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
