package io.tektonretry.retry.plan;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object with rewritten fields. The original is not modified: changed parts are copied, all others are shared, and
 * an unchanged object is returned as it is.
 */
@SuppressWarnings("ReferenceEquality") // Compares whether a node was replaced, not its content.
final class Rewritten {

    /** Returns the new value of a field; null removes it. */
    @FunctionalInterface
    interface Field {
        @Nullable
        JsonNode of(JsonNode value);
    }

    /** Returns the new value of a field of any name. */
    @FunctionalInterface
    interface NamedField {
        JsonNode of(String name, JsonNode value);
    }

    private final ObjectNode original;
    private ObjectNode object;

    private Rewritten(ObjectNode original) {
        this.original = original;
        this.object = original;
    }

    static Rewritten of(ObjectNode original) {
        return new Rewritten(original);
    }

    /** Rewrites a field if it exists; it keeps its position. */
    Rewritten field(String name, Field field) {
        JsonNode value = object.get(name);
        return value == null ? this : with(name, value, field.of(value));
    }

    /** Sets a field; a new one comes last. */
    Rewritten set(String name, JsonNode value) {
        return with(name, object.get(name), value);
    }

    ObjectNode object() {
        return object;
    }

    private Rewritten with(String name, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (before == after) {
            return this;
        }
        if (object == original) {
            object = JsonNodeFactory.instance.objectNode();
            object.setAll(original);
        }
        if (after == null) {
            object.remove(name);
        } else {
            object.set(name, after);
        }
        return this;
    }

    /** An object with all of its fields rewritten. */
    static ObjectNode fields(ObjectNode object, NamedField rewrite) {
        Rewritten rewritten = new Rewritten(object);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            rewritten.with(field.getKey(), field.getValue(), rewrite.of(field.getKey(), field.getValue()));
        }
        return rewritten.object;
    }

    /** A node with its fields rewritten if it is an object. */
    static JsonNode object(JsonNode node, UnaryOperator<ObjectNode> rewrite) {
        return node instanceof ObjectNode object ? rewrite.apply(object) : node;
    }

    /** A list with its object elements rewritten. */
    static JsonNode objects(JsonNode node, UnaryOperator<ObjectNode> rewrite) {
        return elements(node, element -> object(element, rewrite));
    }

    /** A list with its elements rewritten; other nodes are returned unchanged. */
    static JsonNode elements(JsonNode node, UnaryOperator<JsonNode> rewrite) {
        if (!(node instanceof ArrayNode list)) {
            return node;
        }
        ArrayNode copy = null;
        for (int i = 0; i < list.size(); i++) {
            JsonNode element = list.get(i);
            JsonNode rewritten = rewrite.apply(element);
            if (rewritten != element) {
                copy = copy == null
                        ? JsonNodeFactory.instance.arrayNode(list.size()).addAll(list)
                        : copy;
                copy.set(i, rewritten);
            }
        }
        return copy == null ? list : copy;
    }
}
