package io.tektonretry.history;

/** Status of a recorded PipelineRun; Tekton's own reason is kept as well. */
public enum PipelineRunStatus {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    TIMED_OUT,
    /** The object was deleted while it ran, so its outcome is unknown. */
    INTERRUPTED;

    /** Whether the run has finished. */
    public boolean isDone() {
        return this != PENDING && this != RUNNING;
    }
}
