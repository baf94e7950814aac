package io.tektonretry.retry.plan;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Copies documents with the fields of every object in alphabetical order, since nobody promises the order in which they come. */
final class Canonical {

    private Canonical() {}

    static ObjectNode copy(ObjectNode object) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        if (isInOrder(object)) {
            object.properties().forEach(field -> copy.set(field.getKey(), node(field.getValue())));
        } else {
            object.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(field -> copy.set(field.getKey(), node(field.getValue())));
        }
        return copy;
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

    private static JsonNode node(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return copy(object);
        }
        if (node instanceof ArrayNode list) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(list.size());
            list.forEach(element -> copy.add(node(element)));
            return copy;
        }
        return node;
    }
}
