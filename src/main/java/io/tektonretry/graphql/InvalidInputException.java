package io.tektonretry.graphql;

/** The caller gave a value that can't be meant; the message is a sentence for the caller. */
final class InvalidInputException extends RuntimeException {

    InvalidInputException(String message) {
        super(message);
    }
}
