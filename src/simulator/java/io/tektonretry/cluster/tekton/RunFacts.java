package io.tektonretry.cluster.tekton;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the pipeline tasks of a run say at one moment: which are skipped and why, which come next. */
final class RunFacts {

    static final String WHEN_FALSE = "When Expressions evaluated to false";
    static final String RESULTS_MISSING = "Results were missing";

    private final Map<String, PipelineTaskState> tasks = new LinkedHashMap<>();
    private final String specStatus;
    private final TaskResults results;
    private final Map<String, String> invalid = new TreeMap<>();
    private final Map<String, Optional<String>> skips = new HashMap<>();

    RunFacts(Collection<PipelineTaskState> states, String specStatus) {
        this.specStatus = specStatus;
        this.results = new TaskResults(states);
        states.forEach(state -> tasks.put(state.name(), state));
        findInvalidTasks();
        tasks.replaceAll((name, state) -> resolved(state));
        skips.clear();
    }

    /** A task whose results can't be had stops the run, which in turn changes why others are skipped. */
    private void findInvalidTasks() {
        Map<String, String> found = new TreeMap<>();
        for (PipelineTaskState task : dag()) {
            if (!task.isStarted() && parentsAreDone(task) && skip(task).isEmpty()) {
                results.missing(task).ifPresent(missing -> found.put(task.name(), missing.message()));
            }
        }
        invalid.putAll(found);
    }

    private PipelineTaskState resolved(PipelineTaskState state) {
        Map<String, JsonNode> values = new HashMap<>();
        if (results.missing(state).isEmpty()) {
            values.putAll(results.values());
        }
        if (state.isFinally() && !state.isStarted() && dagIsDone()) {
            values.putAll(statuses());
        }
        ObjectNode task = new Substitution(values).applyToFields(state.task());
        return new PipelineTaskState(task, state.isFinally(), state.children());
    }

    private Map<String, JsonNode> statuses() {
        Map<String, JsonNode> values = new HashMap<>();
        for (PipelineTaskState task : dag()) {
            values.put("tasks." + task.name() + ".status", Json.text(task.status()));
            values.put("tasks." + task.name() + ".reason", Json.text(task.reason()));
        }
        boolean failed = dag().stream().anyMatch(PipelineTaskState::hasFailures);
        boolean skipped = dag().stream().anyMatch(task -> skip(task).isPresent());
        values.put("tasks.status", Json.text(failed ? "Failed" : skipped ? "Completed" : "Succeeded"));
        return values;
    }

    Collection<PipelineTaskState> all() {
        return tasks.values();
    }

    TaskResults results() {
        return results;
    }

    Map<String, String> invalid() {
        return invalid;
    }

    private List<PipelineTaskState> dag() {
        return tasks.values().stream().filter(task -> !task.isFinally()).toList();
    }

    boolean dagIsDone() {
        return dag().stream().allMatch(this::isDone);
    }

    boolean finallyIsDone() {
        return tasks.values().stream().filter(PipelineTaskState::isFinally).allMatch(this::isDone);
    }

    private boolean isDone(PipelineTaskState task) {
        return task.isSuccessful()
                || task.isFailure()
                || invalid.containsKey(task.name())
                || skip(task).isPresent();
    }

    private boolean isStopping() {
        return dag().stream()
                .anyMatch(task -> !task.continuesOnError() && (task.isFailure() || invalid.containsKey(task.name())));
    }

    private List<PipelineTaskState> parents(PipelineTaskState task) {
        return task.parents().stream()
                .filter(tasks::containsKey)
                .map(tasks::get)
                .toList();
    }

    private boolean parentsAreDone(PipelineTaskState task) {
        return task.isFinally() || parents(task).stream().allMatch(this::isDone);
    }

    /**
     * Whether a task counts as done that no chain of done tasks leads to. Tekton's controller gives up such a reconciliation and
     * writes no status until there is one ({@code dag.GetCandidateTasks}).
     */
    boolean isOutOfOrder() {
        List<PipelineTaskState> done = dag().stream().filter(this::isDone).toList();
        Set<String> reached = new HashSet<>();
        while (done.stream().filter(task -> isReachable(task, reached)).anyMatch(task -> reached.add(task.name()))) {}
        return !specStatus.equals("CancelledRunFinally") && reached.size() < done.size();
    }

    private boolean isReachable(PipelineTaskState task, Set<String> reached) {
        List<PipelineTaskState> parents = parents(task);
        return parents.isEmpty() || parents.stream().anyMatch(parent -> reached.contains(parent.name()));
    }

    /** The reason to skip a task, as {@code skippedTasks} gives it. */
    Optional<String> skip(PipelineTaskState task) {
        Optional<String> known = skips.get(task.name());
        if (known == null) {
            known = task.isStarted() || invalid.containsKey(task.name())
                    ? Optional.empty()
                    : task.isFinally() ? skipFinally(task) : skipInDag(task);
            skips.put(task.name(), known);
        }
        return known;
    }

    private Optional<String> skipInDag(PipelineTaskState task) {
        boolean ready = parentsAreDone(task);
        return first(
                reason("PipelineRun was stopping", isStopping()),
                reason("PipelineRun was gracefully cancelled", specStatus.equals("CancelledRunFinally")),
                reason("PipelineRun was gracefully stopped", specStatus.equals("StoppedRunFinally")),
                reason(WHEN_FALSE, ready && !allows(task)),
                reason("Parent Tasks were skipped", parents(task).stream().anyMatch(this::isSkippedWithItsChildren)),
                reason(RESULTS_MISSING, ready && missesResultsOfASkippedTask(task)),
                reason("Matrix Parameters have an empty array", hasEmptyMatrix(task)));
    }

    private Optional<String> skipFinally(PipelineTaskState task) {
        if (!dagIsDone()) {
            return Optional.empty();
        }
        return first(
                reason(RESULTS_MISSING, results.missing(task).isPresent()),
                reason(WHEN_FALSE, !allows(task)),
                reason("Matrix Parameters have an empty array", hasEmptyMatrix(task)));
    }

    /** A false when expression does not reach further than its own task. */
    private boolean isSkippedWithItsChildren(PipelineTaskState parent) {
        return skip(parent).filter(reason -> !reason.equals(WHEN_FALSE)).isPresent();
    }

    private boolean missesResultsOfASkippedTask(PipelineTaskState task) {
        Predicate<TaskResults.Missing> skipped = missing -> Optional.ofNullable(tasks.get(missing.producer()))
                .flatMap(this::skip)
                .filter(WHEN_FALSE::equals)
                .isPresent();
        return results.missing(task)
                .filter(missing -> task.continuesOnError() || skipped.test(missing))
                .isPresent();
    }

    /** Tekton doesn't ask here whether the parents are done ({@code skipBecauseEmptyArrayInMatrixParams}). */
    private boolean hasEmptyMatrix(PipelineTaskState task) {
        JsonNode matrix = task.task().path("matrix");
        return Matrix.hasEmptyParameter(results.missing(task).isEmpty() ? resolvedNow(matrix) : matrix);
    }

    private boolean allows(PipelineTaskState task) {
        return Json.stream(resolvedNow(task.task().path("when")))
                .filter(when -> when.has("operator"))
                .allMatch(when -> Json.texts(when.path("values")).contains(Json.text(when, "input"))
                        == Json.text(when, "operator").equals("in"));
    }

    private JsonNode resolvedNow(JsonNode part) {
        return new Substitution(results.values()).apply(part);
    }

    /** The tasks to start now. */
    List<PipelineTaskState> next() {
        boolean cancelled = specStatus.equals("CancelledRunFinally");
        return tasks.values().stream()
                .filter(task -> !task.isStarted()
                        && !invalid.containsKey(task.name())
                        && skip(task).isEmpty())
                .filter(task -> task.isFinally() ? dagIsDone() : !cancelled && parentsAreDone(task))
                .toList();
    }

    private static Optional<String> reason(String reason, boolean applies) {
        return applies ? Optional.of(reason) : Optional.empty();
    }

    @SafeVarargs
    private static Optional<String> first(Optional<String>... reasons) {
        for (Optional<String> reason : reasons) {
            if (reason.isPresent()) {
                return reason;
            }
        }
        return Optional.empty();
    }
}
