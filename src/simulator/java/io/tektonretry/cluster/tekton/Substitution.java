package io.tektonretry.cluster.tekton;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts values in place of {@code $(...)} variables, in one pass; a variable without a value stays as text. */
final class Substitution {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([^()$]+)\\)");
    private static final Pattern QUOTED = Pattern.compile("\\[(?:'([^']*)'|\"([^\"]*)\")]");
    private static final Pattern KEY = Pattern.compile("\\[([A-Za-z_][^]]*)]");
    private static final Pattern INDEX = Pattern.compile("(.*)\\[(\\d+|\\*)]");

    /** Names inside these belong to somebody else. */
    private static final Set<String> CLOSED = Set.of("pipelineSpec");

    private final Map<String, ? extends JsonNode> values;

    Substitution(Map<String, ? extends JsonNode> values) {
        this.values = values;
    }

    JsonNode apply(JsonNode node) {
        if (node.isString()) {
            if (!node.stringValue().contains("$(")) {
                return node;
            }
            JsonNode whole = whole(node.stringValue());
            return whole != null && whole.isContainer() ? whole.deepCopy() : Json.text(text(node.stringValue()));
        }
        if (node instanceof ArrayNode array) {
            return spliced(array);
        }
        return node instanceof ObjectNode object ? applyToFields(object) : node;
    }

    ObjectNode applyToFields(ObjectNode object) {
        ObjectNode result = Json.object();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            boolean closed = CLOSED.contains(field.getKey());
            JsonNode value = closed ? field.getValue() : applyToField(field.getKey(), field.getValue());
            if (!isEmptyOperand(field.getKey(), value)) {
                result.set(field.getKey(), value);
            }
        }
        return result;
    }

    /** The input of a when expression is text; a whole list there becomes its JSON. */
    private JsonNode applyToField(String name, JsonNode value) {
        JsonNode applied = apply(value);
        return name.equals("input") && applied.isContainer() ? Json.text(applied.toString()) : applied;
    }

    /** The values of a when expression are left out when they are empty. */
    private static boolean isEmptyOperand(String name, JsonNode value) {
        return name.equals("values") && value.isArray() && value.isEmpty();
    }

    private ArrayNode spliced(ArrayNode array) {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : array) {
            JsonNode applied = apply(element);
            if (element.isString() && applied instanceof ArrayNode several) {
                result.addAll(several);
            } else {
                result.add(applied);
            }
        }
        return result;
    }

    private String text(String template) {
        return VARIABLE.matcher(template).replaceAll(found -> {
            JsonNode value = value(found.group(1));
            return Matcher.quoteReplacement(value != null && value.isString() ? value.stringValue() : found.group());
        });
    }

    private @Nullable JsonNode whole(String template) {
        Matcher variable = VARIABLE.matcher(template);
        return variable.matches() ? value(variable.group(1)) : null;
    }

    @Nullable
    JsonNode value(String variable) {
        if (variable.indexOf('[') < 0) {
            return named(variable);
        }
        String name = QUOTED.matcher(variable).replaceAll(found -> {
            String quoted = found.group(1) == null ? found.group(2) : found.group(1);
            return Matcher.quoteReplacement("." + quoted);
        });
        String dotted = KEY.matcher(name).replaceAll(".$1");
        Matcher index = INDEX.matcher(dotted);
        if (!index.matches()) {
            return named(dotted);
        }
        JsonNode list = named(index.group(1));
        if (list == null || index.group(2).equals("*")) {
            return list;
        }
        return list.get(Integer.parseInt(index.group(2)));
    }

    private @Nullable JsonNode named(String name) {
        JsonNode value = values.get(name);
        int dot = name.lastIndexOf('.');
        if (value != null || dot < 0) {
            return value;
        }
        JsonNode owner = values.get(name.substring(0, dot));
        return owner instanceof ObjectNode object ? object.get(name.substring(dot + 1)) : null;
    }
}
