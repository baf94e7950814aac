package io.tektonretry.access;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Too many calls came from an address without a token that is known to be good. */
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
