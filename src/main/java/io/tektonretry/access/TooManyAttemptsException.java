package io.tektonretry.access;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** An address has made too many calls without a known good token. */
final class TooManyAttemptsException extends AuthenticationException {

    private final transient Duration retryAfter;

    TooManyAttemptsException(Duration retryAfter) {
        super("Too many attempts from this address");
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
