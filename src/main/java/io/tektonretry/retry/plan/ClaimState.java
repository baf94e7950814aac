package io.tektonretry.retry.plan;

/** Whether a PersistentVolumeClaim exists, and who owns it. */
public enum ClaimState {
    /** A run of the lineage owns it. */
    OWNED,
    /** It exists, and no run of the lineage owns it. */
    PRESENT,
    GONE,
    UNKNOWN
}
