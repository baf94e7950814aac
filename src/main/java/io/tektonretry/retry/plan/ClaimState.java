package io.tektonretry.retry.plan;

/** Whether a PersistentVolumeClaim is in the cluster, and whose it is. */
public enum ClaimState {
    /** A run of the lineage owns it. */
    OWNED,
    /** It is there, and no run of the lineage owns it. */
    PRESENT,
    GONE,
    UNKNOWN
}
