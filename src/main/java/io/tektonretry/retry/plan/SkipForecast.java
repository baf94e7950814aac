package io.tektonretry.retry.plan;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Predicts from the record which tasks Tekton will skip again.
 *
 * <p>When a run is stopping, Tekton writes that as the reason of every task that has not started, even of those that it
 * had skipped for a reason of their own ({@code ResolvedPipelineTask.skip} tests it first). The original reason is
 * reconstructed from the rest of the record.
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
    private final Map<String, JsonNode> resolved;
    private final WhenExpressions expressions;
    private final Predicate<SpecTask> readsOtherValues;
    private final BitSet stale = new BitSet();
    private final @Nullable Cause[] skipped;

    private SkipForecast(
            BaseSpec spec, TaskRecords records, Map<String, JsonNode> resolved, Predicate<SpecTask> readsOtherValues) {
        this.spec = spec;
        this.records = records;
        this.resolved = resolved;
        this.readsOtherValues = readsOtherValues;
        this.expressions = new WhenExpressions(this::recorded);
        this.skipped = new Cause[spec.tasks().size()];
    }

    /**
     * Evaluates all tasks.
     *
     * @param resolved the tasks as the run resolved them, by name, after param substitution
     * @param readsOtherValues whether a task reads params whose values have changed
     */
    static SkipForecast of(
            BaseSpec spec, TaskRecords records, Map<String, JsonNode> resolved, Predicate<SpecTask> readsOtherValues) {
        SkipForecast forecast = new SkipForecast(spec, records, resolved, readsOtherValues);
        spec.inOrder().forEach(forecast::look);
        spec.finallyTasks().forEach(forecast::look);
        return forecast;
    }

    /** Whether a task will be skipped again if what it depends on does not change. */
    boolean isSkipped(SpecTask task) {
        return skipped[task.position()] != null;
    }

    /** Whether it is skipped because of its own condition, which lets the tasks after it start. */
    boolean isSkippedAlone(SpecTask task) {
        return skipped[task.position()] == Cause.OWN_CONDITION;
    }

    /**
     * Whether the earlier decision on the task no longer counts, because it, or a task before it, reads other values.
     */
    boolean isStale(SpecTask task) {
        return stale.get(task.position());
    }

    private void look(SpecTask task) {
        TaskRecord record = records.of(task);
        stale.set(task.position(), readsOtherValues.test(task) || isBehindStale(task));
        if (record.outcome() == Outcome.SKIPPED || record.outcome() == Outcome.NEVER_STARTED) {
            skipped[task.position()] = cause(task, record);
        }
    }

    private boolean isBehindStale(SpecTask task) {
        return spec.parentsOf(task)
                .anyMatch(parent ->
                        isStale(parent) && !records.of(parent).outcome().hasRun());
    }

    private @Nullable Cause cause(SpecTask task, TaskRecord record) {
        if (isStale(task)) {
            return causeByItself(task);
        }
        if (WHEN_FALSE.equals(record.skipReason()) || hasStartedChildren(task) || whenIsFalse(task, record)) {
            return Cause.OWN_CONDITION;
        }
        return LASTING.contains(record.skipReason()) || isBehindSkipped(task) || fansOutOverNothing(task)
                ? Cause.OTHERS
                : null;
    }

    private @Nullable Cause causeByItself(SpecTask task) {
        boolean unresolved = missesAResult(task);
        WhenExpressions known = unresolved ? WhenExpressions.unresolved(result -> null) : expressions;
        if (known.of(Fields.list(resolved(task), "when")) == Truth.FALSE) {
            return Cause.OWN_CONDITION;
        }
        return isBehindSkipped(task) || fansOutOverNothing(task) ? Cause.OTHERS : null;
    }

    /** The tasks after a skipped task only start if its own condition was false. */
    private boolean hasStartedChildren(SpecTask task) {
        return spec.childrenOf(task).stream()
                .anyMatch(child -> records.of(child).outcome().hasRun());
    }

    private boolean whenIsFalse(SpecTask task, TaskRecord record) {
        if (missesAResult(task)) {
            return WhenExpressions.unresolved(result -> null).of(Fields.list(resolved(task), "when")) == Truth.FALSE;
        }
        List<JsonNode> seen = Fields.list(record.skipped(), "whenExpressions");
        return expressions.of(seen) == Truth.FALSE
                || expressions.of(Fields.list(resolved(task), "when")) == Truth.FALSE;
    }

    private boolean missesAResult(SpecTask task) {
        return !task.isFinally() && task.dependencies().anyMatch(use -> isSkipped(spec.producer(use)));
    }

    private boolean isBehindSkipped(SpecTask task) {
        return task.dependencies().anyMatch(use -> isSkipped(spec.producer(use)))
                || task.runAfter().stream()
                        .map(spec::task)
                        .anyMatch(parent -> parent != null && skipped[parent.position()] == Cause.OTHERS);
    }

    private boolean fansOutOverNothing(SpecTask task) {
        return FanOut.isOverNothing(resolved(task).path("matrix"), list -> Truth.of(isEmptyList(recorded(list))))
                == Truth.TRUE;
    }

    private JsonNode resolved(SpecTask task) {
        return resolved.getOrDefault(task.name(), task.definition());
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
