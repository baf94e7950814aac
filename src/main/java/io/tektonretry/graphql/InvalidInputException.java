package io.tektonretry.graphql;

/** The caller gave a value that can't be meant; the message is a sentence for the caller. */
final class InvalidInputException extends RuntimeException {

    private final String message;

    InvalidInputException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
