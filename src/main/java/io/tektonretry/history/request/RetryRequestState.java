package io.tektonretry.history.request;

/** How a request for a retry stands. */
public enum RetryRequestState {
    /** Accepted; nothing was sent to the cluster yet. */
    SCHEDULED,
    /** Sent to the cluster; whether a run came of it is being found out. */
    CREATING,
    /** The run was created. */
    CREATED,
    /** No run was created, and none will be. */
    REFUSED,
    /** Somebody cancelled it before anything was sent to the cluster. */
    CANCELLED;

    /** Whether nothing more will come of the request. */
    public boolean isFinal() {
        return this == CREATED || this == REFUSED || this == CANCELLED;
    }
}
