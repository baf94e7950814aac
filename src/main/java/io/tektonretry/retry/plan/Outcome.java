package io.tektonretry.retry.plan;

/** How the execution of a pipeline task ended in a lineage so far. */
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
    /** There was a child, and nobody saw its end. */
    UNOBSERVED;

    /** Whether the task is done with by its author's decision. */
    boolean isComplete() {
        return this == SUCCEEDED || this == FAILED_IGNORED;
    }

    /** Whether the task did run and has to run again. */
    boolean isFailure() {
        return this == FAILED || this == CANCELLED || this == TIMED_OUT;
    }

    /** Whether a child of the task came to an end. */
    boolean hasRun() {
        return isComplete() || isFailure();
    }
}
