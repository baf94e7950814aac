package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Tells which skipped tasks must run in a retry. As soon as a run stops, Tekton writes that as the reason of every task that was not
 * scheduled, also of those that it had skipped for a reason of their own; these are found again by what is recorded of them.
 */
final class Skips {

    private static final Set<String> REASONS_OF_ITS_OWN = Set.of(
            "When Expressions evaluated to false",
            "Parent Tasks were skipped",
            "Results were missing",
            "Matrix Parameters have an empty array");

    private enum Fate {
        RUNS,
        WHEN_IS_FALSE,
        SKIPPED
    }

    private final BasePipeline base;
    private final LineageRecords records;
    private final RecordedValues values;
    private final Map<String, Decision> decisions;
    private final Map<String, Fate> fates = new HashMap<>();

    Skips(BasePipeline base, LineageRecords records, RecordedValues values, Map<String, Decision> decisions) {
        this.base = base;
        this.records = records;
        this.values = values;
        this.decisions = decisions;
    }

    /** Whether a task that counts as skipped was only in the way of the stop. */
    boolean mustRun(PipelineTask task) {
        return Decision.SKIPPED.equals(decisions.get(task.name())) && fate(task) == Fate.RUNS;
    }

    static boolean isForStopping(TaskRecord record) {
        return record.outcome() == Outcome.SKIPPED && !REASONS_OF_ITS_OWN.contains(record.skipReason());
    }

    private Fate fate(PipelineTask task) {
        Fate known = fates.putIfAbsent(task.name(), Fate.RUNS);
        if (known != null) {
            return known;
        }
        Fate fate = judge(task);
        fates.put(task.name(), fate);
        return fate;
    }

    private Fate judge(PipelineTask task) {
        TaskRecord record = records.of(task.name());
        if (record.outcome() != Outcome.SKIPPED) {
            return Fate.RUNS;
        }
        if (record.skipReason().startsWith("When") || whenIsFalse(record)) {
            return Fate.WHEN_IS_FALSE;
        }
        return !isForStopping(record) || hasEmptyMatrix(task) || isSkippedWithItsParents(task)
                ? Fate.SKIPPED
                : Fate.RUNS;
    }

    /** The recorded expressions hold resolved texts; one with a variable left says nothing yet. */
    private static boolean whenIsFalse(TaskRecord record) {
        for (JsonNode expression : record.skipped().path("whenExpressions")) {
            if (expression.has("operator") && !expression.toString().contains("$(")) {
                String input = expression.path("input").asString("");
                boolean in =
                        expression.path("values").valueStream().anyMatch(value -> input.equals(value.asString("")));
                if (in != "in".equals(expression.path("operator").asString(""))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean hasEmptyMatrix(PipelineTask task) {
        for (JsonNode parameter : task.spec().path("matrix").path("params")) {
            JsonNode value = parameter.path("value");
            boolean empty = value.isArray()
                    ? value.isEmpty()
                    : Variables.only(value.asString(""))
                            .flatMap(TaskVariable::parse)
                            .filter(variable ->
                                    records.of(variable.task()).outcome().isComplete())
                            .flatMap(values::of)
                            .filter(list -> list.isArray() && list.isEmpty())
                            .isPresent();
            if (empty) {
                return true;
            }
        }
        return false;
    }

    private boolean isSkippedWithItsParents(PipelineTask task) {
        for (String name : task.parents()) {
            PipelineTask parent = base.tasks().get(name);
            Fate fate = parent == null ? Fate.RUNS : fate(parent);
            boolean needsItsResult =
                    task.results().anyMatch(result -> result.task().equals(name));
            if (fate == Fate.SKIPPED || (fate == Fate.WHEN_IS_FALSE && needsItsResult)) {
                return true;
            }
        }
        return false;
    }
}
