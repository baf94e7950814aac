package io.tektonretry.retry.plan;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The value of {@code $(tasks.status)} in a retry. */
final class AggregateStatus {

    static final String VARIABLE = "tasks.status";

    private AggregateStatus() {}

    /**
     * The value; null when the tasks of the retry decide it. Their aggregate equals that of all tasks, except for an
     * ignored failure among those that are left out.
     *
     * @param removed whether a task is left out of the retry
     */
    static @Nullable String of(BaseSpec spec, TaskRecords records, Predicate<SpecTask> removed, boolean graphRuns) {
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        spec.dagTasks().filter(removed).map(task -> records.of(task).outcome()).forEach(outcomes::add);
        if (outcomes.stream().anyMatch(outcome -> outcome == Outcome.FAILED_IGNORED || outcome.isFailure())) {
            return "Failed";
        }
        if (graphRuns) {
            return null;
        }
        return outcomes.contains(Outcome.SKIPPED) || outcomes.contains(Outcome.NEVER_STARTED)
                ? "Completed"
                : "Succeeded";
    }
}
