package io.tektonretry.history.audit;

/** What a caller asked for. */
public enum AuditAction {
    /** A retry of one run, alone or in bulk. */
    RETRY_PIPELINE_RUN,
    /** The cancellation of a retry request. */
    CANCEL_RETRY_REQUEST
}
