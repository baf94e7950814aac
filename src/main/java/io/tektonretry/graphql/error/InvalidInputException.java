package io.tektonretry.graphql.error;

/** The caller gave a value that can't be meant; the message is a sentence for the caller. */
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
