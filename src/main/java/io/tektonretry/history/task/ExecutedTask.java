package io.tektonretry.history.task;

import static io.tektonretry.history.task.PipelineTaskStatus.CANCELLED;
import static io.tektonretry.history.task.PipelineTaskStatus.FAILED;
import static io.tektonretry.history.task.PipelineTaskStatus.FAILED_IGNORED;
import static io.tektonretry.history.task.PipelineTaskStatus.NEVER_STARTED;
import static io.tektonretry.history.task.PipelineTaskStatus.PENDING;
import static io.tektonretry.history.task.PipelineTaskStatus.RUNNING;
import static io.tektonretry.history.task.PipelineTaskStatus.SKIPPED;
import static io.tektonretry.history.task.PipelineTaskStatus.SUCCEEDED;
import static io.tektonretry.history.task.PipelineTaskStatus.TIMED_OUT;
import static io.tektonretry.history.task.PipelineTaskStatus.UNOBSERVED;
import static java.util.Comparator.comparing;
import static java.util.Comparator.nullsFirst;

import io.tektonretry.history.PipelineRunRecord;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Derives the status of a task of a run's own spec from its children. */
final class ExecutedTask {

    private static final Pattern NUMBERED = Pattern.compile("-(\\d{1,9})$");

    private ExecutedTask() {}

    /**
     * The status of the task.
     *
     * @param children the current child of each name
     */
    static PipelineTaskStatus status(PipelineRunRecord run, PipelineTaskRecord task, List<TaskRunRecord> children) {
        if (children.isEmpty()) {
            return withoutChildren(run, task);
        }
        Set<PipelineTaskStatus> ends = EnumSet.noneOf(PipelineTaskStatus.class);
        children.forEach(child -> ends.add(child.status()));
        if (children.size() < task.childCount()) {
            ends.add(UNOBSERVED);
        }
        PipelineTaskStatus worst = worst(ends);
        boolean failed = worst == FAILED || worst == TIMED_OUT;
        return failed && task.onErrorContinue() ? FAILED_IGNORED : worst;
    }

    private static PipelineTaskStatus withoutChildren(PipelineRunRecord run, PipelineTaskRecord task) {
        if (task.childCount() > 0) {
            return UNOBSERVED;
        }
        if (task.skipReason() != null) {
            return SKIPPED;
        }
        return run.status().isDone() ? NEVER_STARTED : PENDING;
    }

    /** A matrix fails only when all of its combinations have finished (Tekton: {@code isFailure}). */
    private static PipelineTaskStatus worst(Set<PipelineTaskStatus> ends) {
        if (ends.contains(RUNNING)) {
            return RUNNING;
        }
        if (ends.contains(PENDING)) {
            return ends.size() == 1 ? PENDING : RUNNING;
        }
        for (PipelineTaskStatus end : List.of(FAILED, TIMED_OUT, CANCELLED, UNOBSERVED)) {
            if (ends.contains(end)) {
                return end;
            }
        }
        return SUCCEEDED;
    }

    /** Sorts by the index in the matrix; each inner list has the children of one name. */
    static List<List<TaskRunRecord>> inOrder(PipelineTaskRecord task, List<List<TaskRunRecord>> children) {
        Comparator<List<TaskRunRecord>> byIndex =
                comparing(sameName -> matrixIndex(task, sameName.get(0)), nullsFirst(Comparator.naturalOrder()));
        return children.stream().sorted(byIndex).toList();
    }

    /**
     * Tekton names the children of a matrix {@code <run>-<task>-<i>}, and leaves the number out when there is only one.
     */
    static @Nullable Integer matrixIndex(PipelineTaskRecord task, TaskRunRecord child) {
        if (!task.isMatrix()) {
            return null;
        }
        Matcher number = NUMBERED.matcher(child.name());
        return task.childCount() > 1 && number.find() ? Integer.valueOf(number.group(1)) : Integer.valueOf(0);
    }
}
