package io.tektonretry.history.request;

/** The other system that holds a run created pending, and starts it in its turn. Values are added, never renamed. */
public enum RunHolder {
    /** An admission webhook of the cluster, such as Kueue's. */
    ADMISSION,
    /** Pipelines-as-Code, whose queue enforces the concurrency limit of a repository. */
    PIPELINES_AS_CODE
}
