package io.tektonretry.retry.plan;

/** Whether a PersistentVolumeClaim is in the cluster. */
public enum ClaimState {
    PRESENT,
    GONE,
    UNKNOWN
}
