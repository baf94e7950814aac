package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Substitutes params in a task as Tekton does ({@code ApplyParameters}): in one pass, with lists spliced and whole
 * values keeping their type.
 */
final class ParamValues {

    private final Map<String, JsonNode> params;
    private final Map<String, JsonNode> byVariable = new HashMap<>();

    ParamValues(Map<String, JsonNode> params) {
        this.params = params;
        params.forEach((name, value) -> {
            put("params." + name, value);
            put("params[\"" + name + "\"]", value);
            put("params['" + name + "']", value);
        });
    }

    private void put(String variable, JsonNode value) {
        byVariable.put(variable, value);
        if (value.isContainer()) {
            byVariable.put(variable + "[*]", value);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            byVariable.put(variable + "[" + i + "]", value.get(i));
        }
        value.properties().forEach(entry -> byVariable.put(variable + "." + entry.getKey(), entry.getValue()));
    }

    /** The task with the values substituted. */
    ObjectNode in(ObjectNode task) {
        boolean matrixed = task.path("matrix").isObject();
        return Rewritten.fields(task, (name, value) -> switch (name) {
            case "taskSpec" -> without(ParamReaders.ownParams(task)).node(value);
            case "displayName" -> matrixed ? value : field(name, value);
            default -> field(name, value);
        });
    }

    private ParamValues without(Set<String> names) {
        if (names.isEmpty()) {
            return this;
        }
        Map<String, JsonNode> others = new HashMap<>(params);
        others.keySet().removeAll(names);
        return new ParamValues(others);
    }

    /** The input of a {@code when} is a text: a list is compared as its JSON. */
    private JsonNode field(String name, JsonNode value) {
        JsonNode filled = node(value);
        return "input".equals(name) && value.isString() && filled.isContainer()
                ? new RecordedValue(filled).asJsonText().json()
                : filled;
    }

    /** Any part of a definition with the values substituted. */
    JsonNode node(JsonNode node) {
        if (node instanceof StringNode text) {
            return text(text);
        }
        if (node instanceof ArrayNode list) {
            return list(list);
        }
        return node instanceof ObjectNode object ? Rewritten.fields(object, this::field) : node;
    }

    private ArrayNode list(ArrayNode list) {
        ArrayNode filled = JsonNodeFactory.instance.arrayNode(list.size());
        for (JsonNode element : list) {
            JsonNode value = node(element);
            if (element.isString() && value instanceof ArrayNode elements) {
                filled.addAll(elements);
            } else {
                filled.add(value);
            }
        }
        return filled;
    }

    private JsonNode text(StringNode node) {
        String text = node.stringValue();
        JsonNode whole = Variables.isOne(text) ? byVariable.get(text.substring(2, text.length() - 1)) : null;
        return whole == null ? StringNode.valueOf(Variables.replace(text, this::textOf)) : whole;
    }

    private @Nullable String textOf(String variable) {
        JsonNode value = byVariable.get(variable);
        return value == null ? null : value.stringValue(null);
    }
}
