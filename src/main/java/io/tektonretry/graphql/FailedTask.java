package io.tektonretry.graphql;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTaskStatus;
import io.tektonretry.history.task.TaskAttempt;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task that kept its run from succeeding.
 *
 * @param attempt its failed attempt, of this run or of an earlier one of the lineage; null when none is recorded
 */
record FailedTask(
        String name, PipelineTaskStatus status, @Nullable TaskAttempt attempt) {

    private static final Comparator<FailedTask> FIRST_FAILED = Comparator.comparing(
                    FailedTask::finishedAt, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(FailedTask::name);

    public @Nullable FailureClass failureClass() {
        return attempt == null ? null : attempt.failureClass();
    }

    private @Nullable Instant finishedAt() {
        return attempt == null ? null : attempt.finishedAt();
    }

    /** The failed tasks of a run, the first failure at the top; cancelled tasks only if no task failed. */
    static List<FailedTask> of(List<PipelineTask> tasks, Collection<PipelineTask> ofLineage) {
        List<FailedTask> failed =
                of(tasks, ofLineage, List.of(PipelineTaskStatus.FAILED, PipelineTaskStatus.TIMED_OUT));
        return failed.isEmpty() ? of(tasks, ofLineage, List.of(PipelineTaskStatus.CANCELLED)) : failed;
    }

    private static List<FailedTask> of(
            List<PipelineTask> tasks, Collection<PipelineTask> ofLineage, List<PipelineTaskStatus> statuses) {
        return tasks.stream()
                .filter(task -> statuses.contains(task.status()))
                .map(task -> new FailedTask(task.name(), task.status(), attempt(task, ofLineage)))
                .sorted(FIRST_FAILED)
                .toList();
    }

    /** A task that a retry did not run again failed in the last earlier run that executed it. */
    private static @Nullable TaskAttempt attempt(PipelineTask task, Collection<PipelineTask> ofLineage) {
        if (!task.attempts().isEmpty()) {
            return failed(task.attempts());
        }
        return ofLineage.stream()
                .filter(other ->
                        other.name().equals(task.name()) && !other.attempts().isEmpty())
                .reduce((earlier, later) -> later)
                .map(other -> failed(other.attempts()))
                .orElse(null);
    }

    /** The last attempt of each TaskRun counts; of a matrix, the combination that failed first. */
    private static @Nullable TaskAttempt failed(List<TaskAttempt> attempts) {
        Map<String, TaskAttempt> last = new LinkedHashMap<>();
        attempts.forEach(attempt -> last.put(attempt.taskRunName(), attempt));
        return last.values().stream()
                .filter(attempt -> attempt.failureClass() != null)
                .min(Comparator.comparing(TaskAttempt::finishedAt, Comparator.nullsLast(Comparator.naturalOrder())))
                .orElse(null);
    }
}
