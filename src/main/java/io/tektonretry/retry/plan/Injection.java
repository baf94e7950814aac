package io.tektonretry.retry.plan;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The retry parameters: recorded results that the derived pipeline takes in place of tasks that it does not have. */
final class Injection {

    private record Key(String task, String result) {}

    private final RecordedValues values;
    private final Set<String> takenNames = new HashSet<>();
    private final Map<Key, String> names = new LinkedHashMap<>();
    private final Map<String, JsonNode> valueByName = new LinkedHashMap<>();

    Injection(RecordedValues values, ObjectNode root, ObjectNode pipeline) {
        this.values = values;
        for (JsonNode params : List.of(root.path("spec").path("params"), pipeline.path("params"))) {
            params.forEach(param -> takenNames.add(param.path("name").asString("")));
        }
    }

    /** Names a parameter for each result that the variables ask for, in the order of the producers and of their results. */
    void take(BasePipeline base, Set<TaskVariable> variables) {
        Set<Key> wanted = new HashSet<>();
        variables.forEach(variable -> wanted.add(new Key(variable.task(), variable.name())));
        for (String task : base.tasks().keySet()) {
            values.of(task).forEach((result, value) -> {
                Key key = new Key(task, result);
                if (wanted.contains(key)) {
                    names.put(key, freeName("retry-%s-%s".formatted(task, result.replace('.', '-')), value));
                }
            });
        }
    }

    /** A text that goes through a parameter of its own, such as artifacts as JSON. */
    String takeText(String name, String text) {
        return freeName(name, StringNode.valueOf(text));
    }

    String nameOf(TaskVariable variable) {
        return names.getOrDefault(new Key(variable.task(), variable.name()), "");
    }

    Set<String> namesOf(Set<TaskVariable> variables) {
        Set<String> used = new LinkedHashSet<>();
        variables.forEach(variable -> used.add(nameOf(variable)));
        used.remove("");
        return used;
    }

    void appendValues(ArrayNode params) {
        valueByName.forEach(
                (name, value) -> params.addObject().put("name", name).set("value", value));
    }

    void appendDeclarations(ArrayNode params) {
        valueByName.forEach((name, value) -> {
            ObjectNode declaration = params.addObject().put("name", name).put("type", type(value));
            if (value.isObject()) {
                ObjectNode properties = declaration.putObject("properties");
                value.propertyNames().forEach(key -> properties.putObject(key).put("type", "string"));
            }
        });
    }

    boolean isEmpty() {
        return valueByName.isEmpty();
    }

    /** Whether any value holds text that a run by reference trips over at its second reconciliation. */
    boolean holdsVariables() {
        return valueByName.values().stream().anyMatch(value -> value.toString().contains("$("));
    }

    private String freeName(String wanted, JsonNode value) {
        String name = wanted;
        for (int i = 2; !takenNames.add(name); i++) {
            name = wanted + "-" + i;
        }
        valueByName.put(name, value);
        return name;
    }

    private static String type(JsonNode value) {
        return value.isArray() ? "array" : value.isObject() ? "object" : "string";
    }

    /** Finally tasks that run as ordinary ones are spoken of as such. */
    static JsonNode movedToTasks(JsonNode value) {
        if (value.isString()) {
            return StringNode.valueOf(Variables.replace(
                    value.stringValue(),
                    expression -> expression.startsWith("finally.")
                            ? Optional.of("$(tasks." + expression.substring(8) + ")")
                            : Optional.empty()));
        }
        return value;
    }

    static ArrayNode appendable(JsonNode params) {
        return params instanceof ArrayNode array ? array.deepCopy() : JsonNodeFactory.instance.arrayNode();
    }
}
