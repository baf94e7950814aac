package io.tektonretry.history.task;

/** Status of a pipeline task in one run, or of one of its attempts. */
public enum PipelineTaskStatus {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    /** Failed, but its author set {@code onError: continue}. */
    FAILED_IGNORED,
    CANCELLED,
    TIMED_OUT,
    SKIPPED,
    /** Not in this run's spec: the recorded result of an earlier run is used. */
    REUSED,
    /** The run ended before Tekton reached the task. */
    NEVER_STARTED,
    /** The run's {@code childReferences} name a child that was never observed. */
    UNOBSERVED;

    boolean isLive() {
        return this == PENDING || this == RUNNING;
    }
}
