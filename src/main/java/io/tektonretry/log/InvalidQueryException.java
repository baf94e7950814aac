package io.tektonretry.log;

/** A call does not say whose log it wants, or how much of it. */
final class InvalidQueryException extends RuntimeException {

    InvalidQueryException(String message) {
        super(message);
    }
}
