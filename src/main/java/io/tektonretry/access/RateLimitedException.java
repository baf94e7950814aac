package io.tektonretry.access;

import java.time.Duration;

/** The caller has asked for too much lately. */
public final class RateLimitedException extends RuntimeException {

    private final String message;
    private final transient Duration retryAfter;

    public RateLimitedException(String message, Duration retryAfter) {
        this.message = message;
        this.retryAfter = retryAfter;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** When there is enough again for what was asked. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
