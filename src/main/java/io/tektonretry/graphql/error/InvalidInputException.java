package io.tektonretry.graphql.error;

/** An argument is invalid; the message is a sentence for the caller. */
public final class InvalidInputException extends RuntimeException {

    private final String message;

    public InvalidInputException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
