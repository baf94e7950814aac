package io.tektonretry.history.request;

/** Who holds a run that was created pending, and starts it in its turn. Values are added, never renamed. */
public enum RunHolder {
    /** An admission webhook of the cluster, such as that of Kueue. */
    ADMISSION,
    /** Pipelines-as-Code, whose queue keeps to the concurrency limit of a repository. */
    PIPELINES_AS_CODE
}
