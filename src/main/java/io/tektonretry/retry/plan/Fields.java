package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reads fields of objects that others wrote: a missing field, or one of another type, reads as empty. */
final class Fields {

    private Fields() {}

    static String text(JsonNode object, String field) {
        return object.path(field).stringValue("");
    }

    static List<JsonNode> list(JsonNode object, String field) {
        return elements(object, field, JsonNode.class);
    }

    static List<ObjectNode> objects(JsonNode object, String field) {
        return elements(object, field, ObjectNode.class);
    }

    static List<String> texts(JsonNode object, String field) {
        List<String> texts = new ArrayList<>();
        elements(object, field, StringNode.class).forEach(text -> texts.add(text.stringValue()));
        return texts;
    }

    private static <T extends JsonNode> List<T> elements(JsonNode object, String field, Class<T> type) {
        if (!(object.path(field) instanceof ArrayNode list) || list.isEmpty()) {
            return List.of();
        }
        List<T> elements = new ArrayList<>(list.size());
        for (JsonNode element : list) {
            if (type.isInstance(element)) {
                elements.add(type.cast(element));
            }
        }
        return elements;
    }
}
