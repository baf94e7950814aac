package io.tektonretry.retry.plan;

/** The outcome of a pipeline task in a lineage so far. */
enum Outcome {
    SUCCEEDED,
    FAILED,
    /** Failed with {@code onError: continue}. */
    FAILED_IGNORED,
    CANCELLED,
    TIMED_OUT,
    SKIPPED,
    NEVER_STARTED,
    /** Not finished. */
    LIVE,
    /** It had a child whose end was not observed. */
    UNOBSERVED;

    /** Whether the task needs no further run. */
    boolean isComplete() {
        return this == SUCCEEDED || this == FAILED_IGNORED;
    }

    /** Whether the task ran and has to run again. */
    boolean isFailure() {
        return this == FAILED || this == CANCELLED || this == TIMED_OUT;
    }

    /** Whether a child of the task has finished. */
    boolean hasRun() {
        return isComplete() || isFailure();
    }
}
