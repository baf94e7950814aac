package io.tektonretry.retry.plan;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sorts the fields of all objects of a document by name, since their order is not guaranteed. */
final class Canonical {

    private Canonical() {}

    /** The sorted document; parts that are sorted already are shared, not copied. */
    static ObjectNode of(ObjectNode object) {
        return Rewritten.fields(isInOrder(object) ? object : sorted(object), (name, value) -> node(value));
    }

    private static JsonNode node(JsonNode node) {
        return node instanceof ObjectNode object ? of(object) : Rewritten.elements(node, Canonical::node);
    }

    /** The API server writes the fields of custom resources in this order. */
    private static boolean isInOrder(ObjectNode object) {
        String last = "";
        for (String name : object.propertyNames()) {
            if (last.compareTo(name) > 0) {
                return false;
            }
            last = name;
        }
        return true;
    }

    private static ObjectNode sorted(ObjectNode object) {
        ObjectNode sorted = JsonNodeFactory.instance.objectNode();
        object.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(field -> sorted.set(field.getKey(), field.getValue()));
        return sorted;
    }
}
