package io.tektonretry.access;

import java.time.Duration;

/** The caller has exceeded a rate limit. */
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

    /** How long to wait before the same call can succeed. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
