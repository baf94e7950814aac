package io.tektonretry.history.document;

/** More is recorded than may be held in memory; the message is a sentence for the caller. */
public final class TooMuchRecordedException extends RuntimeException {

    private final String message;

    TooMuchRecordedException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
