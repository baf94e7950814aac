package io.tektonretry.retry.plan;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Removes from a definition what Tekton's types and defaults add to it. */
final class Plain {

    private static final Set<String> TOLD_OF = Set.of("params", "results", "workspaces", "steps", "sidecars");

    private Plain() {}

    static JsonNode of(JsonNode node) {
        if (node instanceof ArrayNode list) {
            ArrayNode plain = JsonNodeFactory.instance.arrayNode();
            list.forEach(element -> plain.add(of(element)));
            return plain;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode plain = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> {
            JsonNode value = of(field.getValue());
            if (!isAdded(object, field.getKey(), value)) {
                plain.set(field.getKey(), value);
            }
        });
        return plain;
    }

    /** The same for the spec of a Task, also without its descriptions. */
    static JsonNode ofTask(JsonNode spec) {
        return spec instanceof ObjectNode object && !object.has("apiVersion")
                ? of(withoutWords(Rewritten.fields(
                        object,
                        (name, value) ->
                                TOLD_OF.contains(name) ? Rewritten.objects(value, Plain::withoutWords) : value)))
                : of(spec);
    }

    private static ObjectNode withoutWords(ObjectNode object) {
        return Rewritten.of(object)
                .field("description", text -> null)
                .field("displayName", text -> null)
                .object();
    }

    private static boolean isAdded(ObjectNode owner, String field, JsonNode value) {
        return value.isNull()
                || (value.isObject() && value.isEmpty() && !"emptyDir".equals(field) && !"default".equals(field))
                || ("type".equals(field) && value.stringValue("").equals(type(owner)))
                || ("kind".equals(field) && "Task".equals(value.stringValue("")));
    }

    /** The default type of a param, a result or a key of an object ({@code ParamSpec.SetDefaults}). */
    private static String type(ObjectNode owner) {
        if (owner.path("properties").isObject()) {
            return "object";
        }
        JsonNode example = owner.path("default");
        return example.isArray() ? "array" : example.isObject() ? "object" : "string";
    }
}
