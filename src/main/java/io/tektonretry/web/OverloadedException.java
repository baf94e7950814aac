package io.tektonretry.web;

/** Other answers have the memory that this one needs. */
public final class OverloadedException extends RuntimeException {

    private static final String MESSAGE =
            "Other answers have the memory that this one needs. Ask again, or for less at a time.";

    @Override
    public String getMessage() {
        return MESSAGE;
    }
}
