package io.tektonretry.history;

/** How a recorded PipelineRun stands; Tekton's own reason is kept beside it. */
public enum PipelineRunStatus {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    TIMED_OUT,
    /** The object was deleted while it ran; no event ever says how it ended. */
    INTERRUPTED;

    /** Whether the run has come to its end. */
    public boolean isDone() {
        return this != PENDING && this != RUNNING;
    }
}
