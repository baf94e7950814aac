package io.tektonretry.history;

/** What has come of a lineage. */
public enum LineageOutcome {
    NOT_RETRIED,
    IN_PROGRESS,
    RECOVERED,
    STILL_FAILING
}
