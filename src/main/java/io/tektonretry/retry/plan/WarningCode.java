package io.tektonretry.retry.plan;

/** What a warning is about. Values are added, never renamed. */
public enum WarningCode {
    /** A volume is used as the failed run left it, or a binding's content may have changed. */
    WORKSPACE_CONTENT_NOT_GUARANTEED,
    /** A task to run is resolved again and may have changed since. */
    PIPELINE_DEFINITION_CHANGED,
    /** A reused task executes something that was not compared with what it is now. */
    DEFINITION_NOT_COMPARED,
    /** A ConfigMap or Secret is gone that a task to run needs. */
    DEPENDENCY_MISSING,
    /** Nobody has looked whether a ConfigMap or Secret is there that a task to run needs. */
    DEPENDENCY_NOT_LOOKED_UP,
    /** A recorded value holds text that looks like a variable. */
    VALUE_LOOKS_LIKE_A_VARIABLE,
    /** The failure would repeat unless something outside of the run was mended. */
    FAILURE_MAY_REPEAT,
    /** A task to run gives the identity of the root to somebody who may take it for the retry's. */
    USES_RUN_IDENTITY,
    /** A finally task succeeded that may have undone what a reused task did. */
    UNDONE_BY_FINALLY,
    /** Pipeline results that need a reused task are not in the status of the new run. */
    PIPELINE_RESULTS_DROPPED,
    /** A step of a task to run was killed because it used more memory than it may. */
    OUT_OF_MEMORY,
    /** Nobody renews the git credentials of a run of Pipelines-as-Code, which are no good any more. */
    GIT_CREDENTIALS_STALE,
    /** The new run does not wait in the queue that its repository has for a concurrency limit. */
    RUNS_BESIDE_LIMIT
}
