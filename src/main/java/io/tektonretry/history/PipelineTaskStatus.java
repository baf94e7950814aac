package io.tektonretry.history;

/** How a pipeline task of one run, or one attempt of it, stands. */
public enum PipelineTaskStatus {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** Failed, and its author said {@code onError: continue}. */
    FAILED_IGNORED,
    CANCELLED,
    TIMED_OUT,
    SKIPPED,
    /** Not in this run's spec: the recorded result of an earlier run stands in. */
    REUSED,
    /** The run ended before Tekton decided anything about the task. */
    NEVER_STARTED,
    /** The run's {@code childReferences} prove a child that nobody saw. */
    UNOBSERVED;

    boolean isLive() {
        return this == PENDING || this == RUNNING;
    }
}
