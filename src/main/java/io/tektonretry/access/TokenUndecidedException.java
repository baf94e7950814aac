package io.tektonretry.access;

import org.springframework.security.core.AuthenticationException;

/** The API server could not be asked whose token it is: neither the caller's fault nor a reason to let the caller in. */
final class TokenUndecidedException extends AuthenticationException {

    TokenUndecidedException(Throwable cause) {
        super("The API server can't say whose token it is", cause);
    }
}
