package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toCollection;

import io.tektonretry.retry.plan.RetryOptions.MatrixPolicy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tasks of a retry and the combinations of their matrices.
 *
 * @param tasks in the order of the spec
 * @param graphRuns whether any but finally tasks are among them
 * @param combinations positions of the combinations to run, of each task that runs in part
 * @param leftOut tasks of the graph that Tekton would skip, but that can't stand in the spec
 */
record Selection(
        Map<String, SpecTask> tasks,
        boolean graphRuns,
        Map<String, List<Integer>> combinations,
        List<SpecTask> leftOut) {

    static Selection of(BaseSpec spec, Map<String, TaskRecord> records, Decisions decisions, RetryOptions options) {
        boolean graphRuns = decisions.graphRuns();
        Map<String, SpecTask> tasks = new LinkedHashMap<>();
        spec.tasks().values().stream()
                .filter(task -> decisions.keeps(task, graphRuns))
                .forEach(task -> tasks.put(task.name(), task));
        Set<String> consumed = consumed(spec, tasks.values().stream());
        Map<String, List<Integer>> combinations = new LinkedHashMap<>();
        for (SpecTask task : tasks.values()) {
            TaskRecord record = records.getOrDefault(task.name(), TaskRecord.unobserved());
            if (options.matrixPolicy() == MatrixPolicy.FAILED_COMBINATIONS
                    && isOwnFailure(decisions.of(task))
                    && decisions.mayRunInPart(task)
                    && !consumed.contains(task.name())
                    && isPartly(task, record)) {
                combinations.put(task.name(), record.unsuccessful());
            }
        }
        List<SpecTask> leftOut =
                spec.dagTasks().filter(task -> decisions.of(task).isDropped()).toList();
        return new Selection(tasks, graphRuns, combinations, leftOut);
    }

    boolean has(String task) {
        return tasks.containsKey(task);
    }

    Stream<SpecTask> graph() {
        return tasks.values().stream().filter(task -> !task.isFinally());
    }

    Stream<SpecTask> finallyTasks() {
        return tasks.values().stream().filter(SpecTask::isFinally);
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

    /** Tasks whose results or numbers are read: their lists must be whole. */
    private static Set<String> consumed(BaseSpec spec, Stream<SpecTask> readers) {
        Stream<Reference> inTasks =
                readers.flatMap(task -> task.uses().stream()).map(SpecTask.Use::reference);
        Stream<Reference> inResults = Fields.list(spec.definition(), "results").stream()
                .flatMap(result -> PipelineResults.references(result).stream());
        return Stream.concat(inTasks, inResults)
                .filter(reference ->
                        !(reference instanceof Reference.Status) && !(reference instanceof Reference.Reason))
                .map(Reference::task)
                .collect(toCollection(LinkedHashSet::new));
    }
}
