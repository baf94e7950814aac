package io.tektonretry.retry.plan;

import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Copies documents with the fields of every object in alphabetical order, since nobody promises the order in which they come. */
final class Canonical {

    private Canonical() {}

    static ObjectNode copy(ObjectNode object) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        String[] names = object.propertyNames().toArray(String[]::new);
        Arrays.sort(names);
        for (String name : names) {
            copy.set(name, node(object.path(name)));
        }
        return copy;
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
