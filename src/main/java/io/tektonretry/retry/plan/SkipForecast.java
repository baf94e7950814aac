package io.tektonretry.retry.plan;

import java.util.BitSet;
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
    private final TaskRecords records;
    private final Map<String, JsonNode> whens;
    private final WhenExpressions expressions;
    private final @Nullable Cause[] skipped;

    private SkipForecast(BaseSpec spec, TaskRecords records, Map<String, JsonNode> whens) {
        this.spec = spec;
        this.records = records;
        this.whens = whens;
        this.expressions = new WhenExpressions(this::recorded);
        this.skipped = new Cause[spec.tasks().size()];
    }

    /**
     * Positions of the tasks that will be skipped again.
     *
     * @param resolved the tasks as the run resolved them, by name, with its params in place
     */
    static BitSet of(BaseSpec spec, TaskRecords records, Map<String, JsonNode> resolved) {
        SkipForecast forecast = new SkipForecast(spec, records, resolved);
        spec.inOrder().forEach(forecast::look);
        spec.finallyTasks().forEach(forecast::look);
        BitSet skipped = new BitSet();
        spec.tasks().stream().filter(forecast::isSkipped).forEach(task -> skipped.set(task.position()));
        return skipped;
    }

    private void look(SpecTask task) {
        TaskRecord record = records.of(task);
        if (record.outcome() == Outcome.SKIPPED || record.outcome() == Outcome.NEVER_STARTED) {
            skipped[task.position()] = cause(task, record);
        }
    }

    private boolean isSkipped(SpecTask task) {
        return skipped[task.position()] != null;
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
                .anyMatch(child -> records.of(child).outcome().hasRun());
    }

    private boolean whenIsFalse(SpecTask task, TaskRecord record) {
        List<JsonNode> seen = Fields.list(record.skipped(), "whenExpressions");
        JsonNode resolved = whens.getOrDefault(task.name(), task.definition());
        return expressions.isFalse(seen) || expressions.isFalse(Fields.list(resolved, "when"));
    }

    private boolean isBehindSkipped(SpecTask task) {
        return task.dependencies().anyMatch(use -> isSkipped(spec.producer(use)))
                || task.runAfter().stream()
                        .map(spec::task)
                        .anyMatch(parent -> parent != null && skipped[parent.position()] == Cause.OTHERS);
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
        SpecTask task = spec.task(result.task());
        if (task == null || !records.of(task).outcome().isComplete()) {
            return null;
        }
        return records.of(task).results().get(result.result());
    }
}
