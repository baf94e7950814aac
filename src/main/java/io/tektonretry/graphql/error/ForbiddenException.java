package io.tektonretry.graphql.error;

/** The caller lacks a right; the message is a sentence for the caller. */
public final class ForbiddenException extends RuntimeException {

    private final String message;

    public ForbiddenException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
