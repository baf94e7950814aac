package io.tektonretry.retry.plan;

import java.util.List;

/**
 * A pipeline task that is not what it was in the definition that the lineage has gone by so far.
 *
 * @param task name of the pipeline task
 * @param change what has become of it
 * @param what is another than before; empty unless it was changed
 */
public record DefinitionChange(String task, Kind change, List<Aspect> what) {

    /** What has become of a task. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** What of a task can be another. */
    public enum Aspect {
        /** What it executes: its steps, or the Task that it refers to. */
        TASK,
        PARAMS,
        MATRIX,
        WHEN,
        WORKSPACES,
        RUN_AFTER,
        /** It was moved into {@code finally}, or out of it. */
        SECTION,
        /** What it has executed was not recorded so that it can be compared. */
        UNKNOWN
    }

    public DefinitionChange {
        what = List.copyOf(what);
    }
}
