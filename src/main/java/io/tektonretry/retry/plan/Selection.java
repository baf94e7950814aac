package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.RetryOptions.MatrixPolicy;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a retry and the combinations of their matrices.
 *
 * @param tasks in the order of the spec
 * @param kept positions of the tasks in the spec
 * @param graphRuns whether it includes tasks other than finally tasks
 * @param combinations positions of the combinations to run, for each task that runs in part
 * @param repeated tasks that always run again, while the tasks after them may be reused
 * @param leftOut tasks of the graph that Tekton would skip, but that cannot be in the spec
 * @param leaves whether some unsuccessful tasks of the graph do not run again
 */
record Selection(
        List<SpecTask> tasks,
        BitSet kept,
        boolean graphRuns,
        Map<String, List<Integer>> combinations,
        List<SpecTask> repeated,
        List<SpecTask> leftOut,
        boolean leaves) {

    static Selection of(BaseSpec spec, TaskRecords records, Decisions decisions, RetryOptions options) {
        boolean graphRuns = decisions.graphRuns();
        List<SpecTask> tasks = spec.tasks().stream()
                .filter(task -> decisions.keeps(task, graphRuns))
                .toList();
        BitSet kept = new BitSet();
        tasks.forEach(task -> kept.set(task.position()));
        BitSet consumed = consumed(spec, tasks);
        Map<String, List<Integer>> combinations = new LinkedHashMap<>();
        for (SpecTask task : tasks) {
            TaskRecord record = records.of(task);
            if (options.matrixPolicy() == MatrixPolicy.FAILED_COMBINATIONS
                    && isOwnFailure(decisions.of(task))
                    && decisions.mayRunInPart(task)
                    && !consumed.get(task.position())
                    && isPartly(task, record)) {
                combinations.put(task.name(), record.unsuccessful());
            }
        }
        List<SpecTask> leftOut = spec.dagTasks().filter(decisions::isLeftOut).toList();
        List<SpecTask> repeated = tasks.stream()
                .filter(task -> decisions.of(task).because() == RetryActionReason.ALWAYS_RERUN)
                .toList();
        boolean leaves = spec.dagTasks().anyMatch(decisions::leaves);
        return new Selection(tasks, kept, graphRuns, combinations, repeated, leftOut, leaves);
    }

    boolean has(@Nullable SpecTask task) {
        return task != null && kept.get(task.position());
    }

    /** Whether it is a task of the spec that is not in the retry. */
    boolean isRemoved(@Nullable SpecTask task) {
        return task != null && !kept.get(task.position());
    }

    Stream<SpecTask> graph() {
        return tasks.stream().filter(task -> !task.isFinally());
    }

    Stream<SpecTask> finallyTasks() {
        return tasks.stream().filter(SpecTask::isFinally);
    }

    private static boolean isOwnFailure(Decisions.Decision decision) {
        return switch (decision.because()) {
            case FAILED, CANCELLED, TIMED_OUT -> true;
            default -> false;
        };
    }

    private static boolean isPartly(SpecTask task, TaskRecord record) {
        int failed = record.unsuccessful().size();
        return task.isMatrixed()
                && failed > 0
                && failed < record.cells().size()
                && FailedCombinations.areExpressible(task, record);
    }

    /** Positions of the tasks whose results or counts are read, so that their lists must be complete. */
    private static BitSet consumed(BaseSpec spec, List<SpecTask> readers) {
        BitSet consumed = new BitSet();
        for (SpecTask reader : readers) {
            reader.uses().stream().filter(use -> isRead(use.reference())).forEach(use -> consumed.set(use.producer()));
        }
        Fields.list(spec.definition(), "results").stream()
                .flatMap(result -> PipelineResults.references(result).stream())
                .filter(Selection::isRead)
                .map(reference -> spec.task(reference.task()))
                .filter(Objects::nonNull)
                .forEach(task -> consumed.set(task.position()));
        return consumed;
    }

    private static boolean isRead(Reference reference) {
        return !(reference instanceof Reference.Status) && !(reference instanceof Reference.Reason);
    }
}
