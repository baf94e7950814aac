package io.tektonretry.log;

/** A request does not say which log it wants, or which part of it. */
final class InvalidQueryException extends RuntimeException {

    InvalidQueryException(String message) {
        super(message);
    }
}
