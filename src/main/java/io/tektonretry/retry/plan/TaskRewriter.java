package io.tektonretry.retry.plan;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Rewrites the tasks that stay, so that nothing in them speaks of a task that does not. */
final class TaskRewriter {

    private final BasePipeline base;
    private final LineageRecords records;
    private final RecordedValues values;
    private final TaskDecisions decisions;
    private final Injection injection;
    private final boolean finallyMoves;

    TaskRewriter(
            BasePipeline base,
            LineageRecords records,
            RecordedValues values,
            TaskDecisions decisions,
            Injection injection) {
        this.base = base;
        this.records = records;
        this.values = values;
        this.decisions = decisions;
        this.injection = injection;
        this.finallyMoves = !decisions.graphRuns(base);
    }

    boolean isRemoved(String task) {
        PipelineTask known = base.tasks().get(task);
        return known != null && !decisions.keeps(base, known);
    }

    /** The results of removed tasks that the task takes. */
    Set<TaskVariable> injectedInto(PipelineTask task) {
        Set<TaskVariable> injected = new LinkedHashSet<>();
        task.results().filter(result -> isRemoved(result.task())).forEach(injected::add);
        return injected;
    }

    ObjectNode rewrite(PipelineTask task) {
        Predicate<TaskVariable> literal = variable -> false;
        ObjectNode spec = TaskTexts.map(task.spec(), text -> rewrite(text.stringValue(), literal));
        if (task.isMatrix() && spec.has("displayName")) {
            spec.set("displayName", rewrite(task.spec().path("displayName").asString(""), variable -> true));
        }
        if (spec.path("runAfter") instanceof ArrayNode runAfter) {
            runAfter.removeIf(name -> isRemoved(name.asString("")));
            if (runAfter.isEmpty()) {
                spec.remove("runAfter");
            }
        }
        return spec;
    }

    private StringNode rewrite(String text, Predicate<TaskVariable> literal) {
        return StringNode.valueOf(Variables.replace(
                text,
                expression -> TaskVariable.parse(expression).flatMap(variable -> replacement(variable, literal))));
    }

    private Optional<String> replacement(TaskVariable variable, Predicate<TaskVariable> literal) {
        if (variable.kind() == TaskVariable.Kind.AGGREGATE_STATUS) {
            return aggregateStatus();
        }
        if (!isRemoved(variable.task())) {
            return Optional.empty();
        }
        TaskRecord record = records.of(variable.task());
        return switch (variable.kind()) {
            case RESULT ->
                values.of(variable)
                        .map(value -> literal.test(variable) && value.isString()
                                ? value.stringValue()
                                : "$(params." + injection.nameOf(variable) + accessor(variable, value) + ")");
            case STATUS -> Optional.of(record.status());
            case REASON -> Optional.of(record.reason());
            case MATRIX_LENGTH -> Optional.of(String.valueOf(record.children().size()));
            case MATRIX_RESULT_LENGTH ->
                Optional.of(String.valueOf(values.of(variable.task())
                        .getOrDefault(variable.name(), StringNode.valueOf(""))
                        .size()));
            default -> Optional.empty();
        };
    }

    /** The star must be written for a whole array or object: the webhook refuses the bare form of a parameter. */
    private static String accessor(TaskVariable variable, JsonNode value) {
        return variable.accessor().isEmpty() && value.isContainer() ? TaskVariable.ALL : variable.accessor();
    }

    /** Over the tasks that stay Tekton computes the same value as over all, but for ignored failures that are gone. */
    private Optional<String> aggregateStatus() {
        boolean failed = base.dagTasks().stream()
                .anyMatch(task ->
                        isRemoved(task.name()) && records.of(task.name()).outcome() == Outcome.FAILED_IGNORED);
        if (failed) {
            return Optional.of("Failed");
        }
        boolean skipped = base.dagTasks().stream()
                .anyMatch(task -> records.of(task.name()).outcome() == Outcome.SKIPPED);
        return finallyMoves ? Optional.of(skipped ? "Completed" : "Succeeded") : Optional.empty();
    }
}
