package io.tektonretry.retry.plan;

import org.jspecify.annotations.Nullable;

/** Tells whether what is recorded of a task can stand in for it where another task refers to it. */
final class Supply {

    /** Why a recorded value can't stand in. */
    enum Shortage {
        /** Nothing of the kind was recorded. */
        MISSING,
        /** Tekton would change or refuse the value on its way. */
        UNREPRESENTABLE
    }

    private final TaskRecords records;

    Supply(TaskRecords records) {
        this.records = records;
    }

    /** What is short of a reference to a task that won't run; null when nothing is. */
    @Nullable
    Shortage shortage(SpecTask.Use use) {
        TaskRecord record = records.of(use);
        if (use.reference() instanceof Reference.Result result) {
            return isOutOfReach(use, record)
                    ? Shortage.MISSING
                    : shortage(use, result.selector(), record.results().get(result.result()));
        }
        return null;
    }

    /** Steps and bindings get results of TaskRuns alone ({@code PropagateResults}, {@code ApplyResultsToWorkspaceBindings}). */
    private static boolean isOutOfReach(SpecTask.Use use, TaskRecord record) {
        return record.isCustom() && use.place().takesDottedOnly();
    }

    private static @Nullable Shortage shortage(
            SpecTask.Use use, Reference.Selector selector, @Nullable RecordedValue value) {
        if (value == null || !fits(use, selector, value)) {
            return Shortage.MISSING;
        }
        return value.holdsVariable(Supply::isReplacedOnTheWay) || value.holdsText(Supply::isCut)
                ? Shortage.UNREPRESENTABLE
                : null;
    }

    /** Whether Tekton would resolve the reference to this value; where it doesn't, it leaves the text or fails the run. */
    private static boolean fits(SpecTask.Use use, Reference.Selector selector, RecordedValue value) {
        if (selector instanceof Reference.Selector.Index && !use.place().takesIndexes()) {
            return false;
        }
        return selector.pick(value) != null || ("[*]".equals(selector.spelledFor(value)) && fitsWhole(use, value));
    }

    private static boolean fitsWhole(SpecTask.Use use, RecordedValue value) {
        SubstitutionSite place = use.place();
        return use.alone() && ((value.isList() && place.takesLists()) || (value.isObject() && place.takesObjects()));
    }

    /**
     * A param's text is replaced before the context of the run and the state of its tasks, a result's text after them; and text that
     * looks like a result makes a dependency.
     */
    private static boolean isReplacedOnTheWay(String variable) {
        return variable.startsWith("tasks.")
                || variable.startsWith("finally.")
                || variable.startsWith("context.")
                || variable.startsWith("workspaces.");
    }

    /** NUL ends a text in environment and arguments, and Postgres can't keep it. */
    private static boolean isCut(String text) {
        return text.indexOf('\0') >= 0;
    }
}
