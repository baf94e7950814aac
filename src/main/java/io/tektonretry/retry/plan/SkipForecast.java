package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Foresees which tasks Tekton will skip again.
 *
 * <p>As soon as a run is stopping, Tekton writes that as the reason of every task that has not started, also of those that it had
 * skipped for a reason of their own ({@code ResolvedPipelineTask.skip} tests it first). The reason is found again from what else is
 * recorded.
 */
final class SkipForecast {

    private enum Cause {
        OWN_CONDITION,
        OTHERS
    }

    private static final String WHEN_FALSE = "When Expressions evaluated to false";
    private static final Set<String> LASTING =
            Set.of("Parent Tasks were skipped", "Results were missing", "Matrix Parameters have an empty array");

    private final BaseSpec spec;
    private final Map<String, TaskRecord> records;
    private final Map<String, JsonNode> whens;
    private final WhenExpressions expressions;
    private final Map<String, Cause> skipped = new HashMap<>();

    private SkipForecast(BaseSpec spec, Map<String, TaskRecord> records, Map<String, JsonNode> whens) {
        this.spec = spec;
        this.records = records;
        this.whens = whens;
        this.expressions = new WhenExpressions(this::recorded);
    }

    /**
     * Names of the tasks that will be skipped again.
     *
     * @param resolved the tasks as the run resolved them, by name, with its params in place
     */
    static Set<String> of(BaseSpec spec, Map<String, TaskRecord> records, Map<String, JsonNode> resolved) {
        SkipForecast forecast = new SkipForecast(spec, records, resolved);
        spec.inOrder().forEach(forecast::look);
        spec.finallyTasks().forEach(forecast::look);
        return Set.copyOf(forecast.skipped.keySet());
    }

    private void look(SpecTask task) {
        TaskRecord record = record(task.name());
        if (record.outcome() != Outcome.SKIPPED && record.outcome() != Outcome.NEVER_STARTED) {
            return;
        }
        Cause cause = cause(task, record);
        if (cause != null) {
            skipped.put(task.name(), cause);
        }
    }

    private @Nullable Cause cause(SpecTask task, TaskRecord record) {
        if (WHEN_FALSE.equals(record.skipReason()) || hasStartedChildren(task) || whenIsFalse(task, record)) {
            return Cause.OWN_CONDITION;
        }
        return LASTING.contains(record.skipReason()) || isBehindSkipped(task) || fansOutOverNothing(task)
                ? Cause.OTHERS
                : null;
    }

    /** Only a task whose own condition was false lets the tasks behind it start. */
    private boolean hasStartedChildren(SpecTask task) {
        return spec.childrenOf(task).stream()
                .anyMatch(child -> record(child.name()).outcome().hasRun());
    }

    private boolean whenIsFalse(SpecTask task, TaskRecord record) {
        List<JsonNode> seen = Fields.list(record.skipped(), "whenExpressions");
        JsonNode resolved = whens.getOrDefault(task.name(), task.definition());
        return expressions.isFalse(seen) || expressions.isFalse(Fields.list(resolved, "when"));
    }

    private boolean isBehindSkipped(SpecTask task) {
        Set<String> needed = task.producers();
        return task.parents().stream()
                .anyMatch(parent -> skipped.get(parent) == Cause.OTHERS
                        || (needed.contains(parent) && skipped.containsKey(parent)));
    }

    private boolean fansOutOverNothing(SpecTask task) {
        return task.uses().stream()
                .filter(use -> use.place() == Place.MATRIX_PARAM && use.alone())
                .map(SpecTask.Use::reference)
                .anyMatch(reference -> reference instanceof Reference.Result result && isEmptyList(recorded(result)));
    }

    private static boolean isEmptyList(@Nullable RecordedValue value) {
        return value != null && value.isList() && value.json().isEmpty();
    }

    private @Nullable RecordedValue recorded(Reference.Result result) {
        TaskRecord record = records.get(result.task());
        return record == null || !record.outcome().isComplete()
                ? null
                : record.results().get(result.result());
    }

    private TaskRecord record(String task) {
        TaskRecord record = records.get(task);
        if (record == null) {
            throw new IllegalArgumentException(task);
        }
        return record;
    }
}
