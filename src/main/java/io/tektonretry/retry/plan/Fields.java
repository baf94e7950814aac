package io.tektonretry.retry.plan;

import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads fields of objects that others wrote: what is missing or of another type reads as empty. */
final class Fields {

    private Fields() {}

    static String text(JsonNode object, String field) {
        return object.path(field).stringValue("");
    }

    static List<JsonNode> list(JsonNode object, String field) {
        JsonNode list = object.path(field);
        return list.isArray() ? StreamSupport.stream(list.spliterator(), false).toList() : List.of();
    }

    static List<ObjectNode> objects(JsonNode object, String field) {
        return list(object, field).stream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    static List<String> texts(JsonNode object, String field) {
        return list(object, field).stream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }
}
