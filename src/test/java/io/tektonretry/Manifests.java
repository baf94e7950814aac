package io.tektonretry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares manifests as the webhook sees them: without what it fills in by itself, and whatever the order of parameters. */
public final class Manifests {

    private static final Set<String> LISTS_WITHOUT_ORDER = Set.of("params", "workspaces", "results", "taskRunSpecs");

    private Manifests() {}

    /** The spec of a run in the one form that equal specs share. */
    public static String spec(JsonNode run) {
        return canonical("", run.path("spec")).toPrettyString();
    }

    private static JsonNode canonical(String field, JsonNode node) {
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements =
                    array.valueStream().map(element -> canonical("", element)).toList();
            return JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(LISTS_WITHOUT_ORDER.contains(field) ? sorted(elements) : elements);
        }
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.forEachEntry((name, value) -> fields.put(name, canonical(name, value)));
            fields.entrySet().removeIf(entry -> isDefault(entry.getKey(), entry.getValue()));
            return JsonNodeFactory.instance.objectNode().setAll(fields);
        }
        return node;
    }

    private static List<JsonNode> sorted(List<JsonNode> elements) {
        return elements.stream()
                .sorted(Comparator.comparing(JsonNode::toString))
                .toList();
    }

    private static boolean isDefault(String field, JsonNode value) {
        return value.isNull()
                || (value.isObject() && value.isEmpty() && !field.equals("emptyDir"))
                || (field.equals("type") && "string".equals(value.asString("")))
                || (field.equals("kind") && "Task".equals(value.asString("")))
                || (field.equals("description") && value.asString("").isEmpty());
    }
}
