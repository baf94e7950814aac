package io.tektonretry.retry.plan;

/** Kind of warning. Values are added, never renamed. */
public enum WarningCode {
    /** A volume is used as the failed run left it, or the content of a binding may have changed. */
    WORKSPACE_CONTENT_NOT_GUARANTEED,
    /** The definition of a task to run is resolved again and may have changed. */
    PIPELINE_DEFINITION_CHANGED,
    /** A reused task executes something whose current definition was not compared. */
    DEFINITION_NOT_COMPARED,
    /** A ConfigMap or Secret that a task to run needs is gone. */
    DEPENDENCY_MISSING,
    /** It was not checked whether a ConfigMap or Secret exists that a task to run needs. */
    DEPENDENCY_NOT_LOOKED_UP,
    /** A recorded value contains text that looks like a variable. */
    VALUE_LOOKS_LIKE_A_VARIABLE,
    /** The failure will repeat unless something outside the run has been fixed. */
    FAILURE_MAY_REPEAT,
    /** A task to run passes the identity of the root to something that may take it for the retry's. */
    USES_RUN_IDENTITY,
    /** A finally task that succeeded may have undone what a reused task did. */
    UNDONE_BY_FINALLY,
    /** Pipeline results that need a reused task are missing from the status of the new run. */
    PIPELINE_RESULTS_DROPPED,
    /** A step of a task to run was killed because it exceeded its memory limit. */
    OUT_OF_MEMORY,
    /** No retry has helped after such a failure of a task to run. */
    NEVER_RECOVERED_BY_RETRY,
    /** The git credentials of a Pipelines-as-Code run have expired, and are not renewed. */
    GIT_CREDENTIALS_STALE,
    /** The new run does not wait in its repository's queue for a concurrency limit. */
    RUNS_BESIDE_LIMIT
}
