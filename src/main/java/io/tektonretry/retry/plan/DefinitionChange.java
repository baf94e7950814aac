package io.tektonretry.retry.plan;

import java.util.List;

/**
 * A pipeline task that differs from the lineage's definition so far.
 *
 * @param task name of the pipeline task
 * @param change kind of change
 * @param what what differs; empty unless it was changed
 */
public record DefinitionChange(String task, Kind change, List<Aspect> what) {

    /** Kind of change of a task. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /** The parts of a task that can differ. */
    public enum Aspect {
        /** What it executes: its steps, or the referenced Task. */
        TASK,
        PARAMS,
        MATRIX,
        WHEN,
        WORKSPACES,
        RUN_AFTER,
        /** It was moved into {@code finally}, or out of it. */
        SECTION,
        /** What it has executed was not recorded in a form that can be compared. */
        UNKNOWN
    }

    public DefinitionChange {
        what = List.copyOf(what);
    }
}
