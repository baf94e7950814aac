package io.tektonretry.history;

/** Outcome of a lineage. */
public enum LineageOutcome {
    NOT_RETRIED,
    IN_PROGRESS,
    RECOVERED,
    STILL_FAILING
}
