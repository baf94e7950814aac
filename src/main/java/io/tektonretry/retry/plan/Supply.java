package io.tektonretry.retry.plan;

import org.jspecify.annotations.Nullable;

/** Tells whether the recorded value of a task can replace a reference to it. */
final class Supply {

    /** Why a recorded value cannot be used. */
    enum Shortage {
        /** No such value was recorded. */
        MISSING,
        /** Tekton would change or reject the value. */
        UNREPRESENTABLE
    }

    private final TaskRecords records;

    Supply(TaskRecords records) {
        this.records = records;
    }

    /** Why a reference to a task that does not run cannot be replaced; null when it can. */
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

    /**
     * In steps and bindings, only results of TaskRuns are available ({@code PropagateResults}, {@code
     * ApplyResultsToWorkspaceBindings}).
     */
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

    /** Whether Tekton would resolve the reference to this value; otherwise it leaves the text or fails the run. */
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
     * Tekton substitutes params before the run's context and task states, but results after them; and text that looks
     * like a result creates a dependency.
     */
    private static boolean isReplacedOnTheWay(String variable) {
        return variable.startsWith("tasks.")
                || variable.startsWith("finally.")
                || variable.startsWith("context.")
                || variable.startsWith("workspaces.");
    }

    /** NUL ends a text in environment variables and arguments, and PostgreSQL cannot store it. */
    private static boolean isCut(String text) {
        return text.indexOf('\0') >= 0;
    }
}
