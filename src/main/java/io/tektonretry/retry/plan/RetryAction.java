package io.tektonretry.retry.plan;

/** What to do with a pipeline task in a retry. */
public enum RetryAction {
    REUSE,
    RERUN,
    RUN_FIRST_TIME,
    SKIP,
    /** Other tasks of the retry decide whether it runs. */
    DEPENDS_ON_OUTCOME,
    /** It was unsuccessful, but the caller chose other tasks. */
    LEAVE
}
