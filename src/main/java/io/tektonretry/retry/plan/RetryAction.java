package io.tektonretry.retry.plan;

/** What becomes of a pipeline task in a retry. */
public enum RetryAction {
    REUSE,
    RERUN,
    RUN_FIRST_TIME,
    SKIP,
    /** Other tasks of the retry decide whether it runs. */
    DEPENDS_ON_OUTCOME,
    /** It did not succeed, and the caller chose other tasks. */
    LEAVE
}
