package io.tektonretry.history.audit;

/** What somebody asked for. */
public enum AuditAction {
    /** A retry of one run, also as one of many. */
    RETRY_PIPELINE_RUN,
    /** That nothing comes of a request for a retry. */
    CANCEL_RETRY_REQUEST
}
