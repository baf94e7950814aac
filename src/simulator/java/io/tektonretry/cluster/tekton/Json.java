package io.tektonretry.cluster.tekton;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Short forms to read and build JSON trees. */
final class Json {

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array(Iterable<? extends JsonNode> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    static JsonNode text(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }

    static String text(JsonNode object, String field) {
        return object.path(field).asString("");
    }

    static String name(JsonNode object) {
        return text(object, "name");
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<String> texts(JsonNode array) {
        return stream(array).map(value -> value.asString("")).toList();
    }

    /** Sets a field unless the value is missing or empty. */
    static void setUnlessEmpty(ObjectNode object, String field, JsonNode value) {
        if (!value.isMissingNode() && !(value.isContainer() && value.isEmpty())) {
            object.set(field, value);
        }
    }

    /** Sets the fields that are not there yet. */
    static void addMissing(ObjectNode object, JsonNode fields) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (!object.has(field.getKey())) {
                object.set(field.getKey(), field.getValue());
            }
        }
    }
}
