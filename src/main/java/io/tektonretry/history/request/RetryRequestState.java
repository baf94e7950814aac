package io.tektonretry.history.request;

/** State of a request for a retry. */
public enum RetryRequestState {
    /** Accepted; nothing was sent to the cluster yet. */
    SCHEDULED,
    /** Sent to the cluster; the outcome is being determined. */
    CREATING,
    /** The run was created. */
    CREATED,
    /** No run was or will be created. */
    REFUSED,
    /** Cancelled before anything was sent to the cluster. */
    CANCELLED;

    /** Whether the outcome is final. */
    public boolean isFinal() {
        return this == CREATED || this == REFUSED || this == CANCELLED;
    }
}
