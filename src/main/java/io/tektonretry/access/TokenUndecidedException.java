package io.tektonretry.access;

import org.springframework.security.core.AuthenticationException;

/** A token could not be checked: it is neither the caller's fault nor a reason to accept the call. */
final class TokenUndecidedException extends AuthenticationException {

    TokenUndecidedException(String message) {
        super(message);
    }

    TokenUndecidedException(String message, Throwable cause) {
        super(message, cause);
    }
}
