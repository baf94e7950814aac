package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Puts values in place of variables, as Tekton does: lists are spliced, a whole value takes the type of its variable. */
final class VariableValues {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([^()$]+)\\)");

    private final Map<String, JsonNode> values = new HashMap<>();

    VariableValues put(String name, String text) {
        values.put(name, StringNode.valueOf(text));
        return this;
    }

    /** Adds a text, a list or an object in all the spellings that a variable has for it. */
    VariableValues put(String name, JsonNode value) {
        values.put(name, value);
        if (value.isContainer()) {
            values.put(name + "[*]", value);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            values.put(name + "[" + i + "]", value.get(i));
        }
        value.properties().forEach(entry -> {
            values.put(name + "." + entry.getKey(), entry.getValue());
            values.put(name + "[" + entry.getKey() + "]", entry.getValue());
        });
        return this;
    }

    JsonNode in(JsonNode node) {
        if (node instanceof StringNode text) {
            return inText(text.stringValue());
        }
        if (node instanceof ArrayNode list) {
            return inList(list);
        }
        return node instanceof ObjectNode object ? inObject(object) : node;
    }

    ObjectNode inObject(ObjectNode object) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(entry -> {
            JsonNode value = in(entry.getValue());
            boolean spelledOut = "input".equals(entry.getKey()) && value.isContainer();
            copy.set(entry.getKey(), spelledOut ? StringNode.valueOf(value.toString()) : value);
        });
        return copy;
    }

    private ArrayNode inList(ArrayNode list) {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : list) {
            JsonNode value = in(element);
            if (element.isString() && value.isArray()) {
                value.forEach(copy::add);
            } else {
                copy.add(value);
            }
        }
        return copy;
    }

    private JsonNode inText(String text) {
        Matcher whole = VARIABLE.matcher(text);
        if (whole.matches() && values.containsKey(whole.group(1))) {
            return values.get(whole.group(1));
        }
        return StringNode.valueOf(VARIABLE.matcher(text).replaceAll(variable -> {
            JsonNode value = values.get(variable.group(1));
            return Matcher.quoteReplacement(value != null && value.isString() ? value.stringValue() : variable.group());
        }));
    }
}
