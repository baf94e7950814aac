package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The recorded results of a lineage, as variables ask for them. */
final class RecordedValues {

    private final LineageRecords records;
    private final Map<String, Map<String, JsonNode>> results = new HashMap<>();

    RecordedValues(LineageRecords records) {
        this.records = records;
    }

    Map<String, JsonNode> of(String task) {
        return results.computeIfAbsent(task, name -> records.of(name).results());
    }

    /**
     * The whole result that the variable asks for, or empty when it was not recorded or is of another kind than the variable takes it
     * for: Tekton leaves such a variable as text.
     */
    Optional<JsonNode> of(TaskVariable variable) {
        return Optional.ofNullable(of(variable.task()).get(variable.name()))
                .filter(value -> fits(value, variable.accessor()));
    }

    private static boolean fits(JsonNode value, String accessor) {
        if (accessor.isEmpty()) {
            return value.isString() || value.isArray() || value.isObject();
        }
        if (accessor.equals(TaskVariable.ALL)) {
            return value.isArray() || value.isObject();
        }
        return accessor.startsWith(".")
                ? value.isObject() && value.has(accessor.substring(1))
                : value.isArray() && isIndex(accessor, value.size());
    }

    private static boolean isIndex(String accessor, int size) {
        String digits = accessor.substring(1, accessor.length() - 1);
        return !digits.isEmpty()
                && digits.length() < 7
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(digits) < size;
    }

    /**
     * Whether the value arrives as it was recorded when it goes through a parameter. Text that looks like a result makes Tekton look for
     * one, and context variables and the like are replaced after parameters are.
     */
    static boolean isRepresentable(JsonNode value) {
        if (value.isContainer()) {
            return value.valueStream().allMatch(RecordedValues::isRepresentable);
        }
        boolean[] representable = {true};
        Variables.forEach(value.asString(""), expression -> {
            boolean replaced = expression.startsWith("context.") || expression.startsWith("workspaces.");
            boolean result = TaskVariable.parse(expression)
                    .filter(variable -> variable.kind() == TaskVariable.Kind.RESULT)
                    .isPresent();
            representable[0] &= !replaced && !result;
        });
        return representable[0];
    }
}
