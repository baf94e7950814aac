package io.tektonretry.retry.plan;

/** What became of a pipeline task, as the children of its run tell (section 2 of the semantics: never the run's own condition). */
enum Outcome {
    SUCCEEDED,
    FAILED,
    FAILED_IGNORED,
    CANCELLED,
    TIMED_OUT,
    SKIPPED,
    NEVER_STARTED,
    LIVE,
    GONE;

    /** Whether the task is complete, so that its results stand. */
    boolean isComplete() {
        return this == SUCCEEDED || this == FAILED_IGNORED;
    }
}
