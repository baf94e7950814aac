package io.tektonretry.graphql;

/** The caller lacks a right, and may know so. */
final class ForbiddenException extends RuntimeException {

    private final String message;

    ForbiddenException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
