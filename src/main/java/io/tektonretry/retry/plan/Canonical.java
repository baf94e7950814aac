package io.tektonretry.retry.plan;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts the fields of every object of a document in alphabetical order, since nobody promises the order in which they come. */
final class Canonical {

    private Canonical() {}

    /** The document in order; what is in order already is shared with it. */
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
