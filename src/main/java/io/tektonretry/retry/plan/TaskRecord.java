package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is recorded of one pipeline task.
 *
 * @param outcome what became of it
 * @param skipped the entry of {@code status.skippedTasks}; an empty object when there is none
 * @param children those that count, in the order of their names in the root
 * @param isMatrix whether the results of the children are aggregated
 */
record TaskRecord(Outcome outcome, ObjectNode skipped, List<Child> children, boolean isMatrix) {

    static final TaskRecord NEVER_STARTED = without(Outcome.NEVER_STARTED);

    static TaskRecord without(Outcome outcome) {
        return new TaskRecord(outcome, JsonNodeFactory.instance.objectNode(), List.of(), false);
    }

    static TaskRecord skipped(ObjectNode entry) {
        return new TaskRecord(Outcome.SKIPPED, entry, List.of(), false);
    }

    static TaskRecord of(List<Child> children, boolean isMatrix) {
        return new TaskRecord(outcome(children), JsonNodeFactory.instance.objectNode(), children, isMatrix);
    }

    /** A fan-out is complete when all of it is; its worst end names it. */
    private static Outcome outcome(List<Child> children) {
        List<Outcome> worstFirst =
                List.of(Outcome.LIVE, Outcome.FAILED, Outcome.TIMED_OUT, Outcome.CANCELLED, Outcome.FAILED_IGNORED);
        return worstFirst.stream()
                .filter(outcome -> children.stream().anyMatch(child -> child.outcome() == outcome))
                .findFirst()
                .orElse(Outcome.SUCCEEDED);
    }

    String skipReason() {
        return skipped.path("reason").asString("");
    }

    /** Recorded results by name. Those of a matrix become lists in the order of the names of its children, as Tekton makes them. */
    Map<String, JsonNode> results() {
        if (!isMatrix) {
            return children.isEmpty() ? Map.of() : children.get(0).results();
        }
        Map<String, JsonNode> lists = new LinkedHashMap<>();
        List<Child> byName = new ArrayList<>(children);
        byName.sort(Comparator.comparing(Child::name));
        for (Child child : byName) {
            child.results()
                    .forEach((name, value) -> ((ArrayNode)
                                    lists.computeIfAbsent(name, key -> JsonNodeFactory.instance.arrayNode()))
                            .add(value.asString("")));
        }
        return lists;
    }

    /** The text of {@code $(tasks.X.status)}. */
    String status() {
        return switch (outcome) {
            case SUCCEEDED -> "Succeeded";
            case FAILED, FAILED_IGNORED, CANCELLED, TIMED_OUT -> "Failed";
            default -> "None";
        };
    }

    /** The text of {@code $(tasks.X.reason)}: that of the first child that did not succeed, else of the first (Tekton: {@code getReason}). */
    String reason() {
        return children.stream()
                .filter(child -> child.outcome() != Outcome.SUCCEEDED)
                .findFirst()
                .or(() -> children.stream().findFirst())
                .map(Child::reason)
                .orElse("");
    }
}
