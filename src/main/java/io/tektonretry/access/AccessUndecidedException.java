package io.tektonretry.access;

/** The API server could not be asked what a caller may do, so the call is denied for now. */
public final class AccessUndecidedException extends RuntimeException {

    AccessUndecidedException(String message) {
        super(message);
    }

    AccessUndecidedException(String message, Throwable cause) {
        super(message, cause);
    }
}
