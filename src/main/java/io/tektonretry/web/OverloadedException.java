package io.tektonretry.web;

/** Other answers hold the memory that this one needs. */
public final class OverloadedException extends RuntimeException {

    private static final String MESSAGE =
            "The memory for answers is used by others. Try again, or request less at a time.";

    @Override
    public String getMessage() {
        return MESSAGE;
    }
}
