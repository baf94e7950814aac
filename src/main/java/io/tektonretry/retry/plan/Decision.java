package io.tektonretry.retry.plan;

/**
 * What becomes of a task, and why.
 *
 * @param action what becomes of it
 * @param because why
 */
record Decision(RetryAction action, RetryActionReason because) {

    static final Decision DROPPED = new Decision(RetryAction.SKIP, RetryActionReason.RESULT_MISSING);
    static final Decision SKIPPED = new Decision(RetryAction.SKIP, RetryActionReason.SKIPPED_BEFORE);

    static Decision rerun(RetryActionReason because) {
        return new Decision(RetryAction.RERUN, because);
    }

    /** What the recorded outcome alone asks for. */
    static Decision of(TaskRecord task) {
        return switch (task.outcome()) {
            case SUCCEEDED -> new Decision(RetryAction.REUSE, RetryActionReason.SUCCEEDED_BEFORE);
            case FAILED_IGNORED -> new Decision(RetryAction.REUSE, RetryActionReason.FAILURE_IGNORED);
            case FAILED -> rerun(RetryActionReason.FAILED);
            case CANCELLED, LIVE -> rerun(RetryActionReason.CANCELLED);
            case TIMED_OUT -> rerun(RetryActionReason.TIMED_OUT);
            case GONE -> rerun(RetryActionReason.RESULT_NEEDED);
            case NEVER_STARTED -> new Decision(RetryAction.RUN_FIRST_TIME, RetryActionReason.NEVER_STARTED);
            case SKIPPED -> SKIPPED;
        };
    }

    boolean runs() {
        return action == RetryAction.RERUN || action == RetryAction.RUN_FIRST_TIME;
    }

    boolean isReused() {
        return action == RetryAction.REUSE;
    }
}
