package io.tektonretry.retry.plan;

/** Why a pipeline task is reused, run or skipped. Values are added, never renamed. */
public enum RetryActionReason {
    SUCCEEDED_BEFORE,
    FAILED,
    CANCELLED,
    TIMED_OUT,
    NEVER_STARTED,
    SKIPPED_BEFORE,
    DEPENDS_ON_RERUN,
    RESULT_NEEDED,
    REQUESTED,
    FINALLY_TASK,
    WORKSPACE_LOST,
    FAILURE_IGNORED,
    RESULT_MISSING,
    ALWAYS_RERUN,
    DEFINITION_CHANGED
}
