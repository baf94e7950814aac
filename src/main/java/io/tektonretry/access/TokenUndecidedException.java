package io.tektonretry.access;

import org.springframework.security.core.AuthenticationException;

/** Nobody could be asked whose token it is: neither the caller's fault nor a reason to let the caller in. */
final class TokenUndecidedException extends AuthenticationException {

    TokenUndecidedException(String message) {
        super(message);
    }

    TokenUndecidedException(String message, Throwable cause) {
        super(message, cause);
    }
}
