package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A manifest without what the API server adds to it, without our own marks, and with its params in alphabetical order. */
final class Normalized {

    private static final Set<String> FIELDS_OF_A_DECLARED_PARAM =
            Set.of("name", "type", "description", "default", "properties", "enum");
    private static final Set<String> ADDED_WHEN_EMPTY = Set.of("metadata", "computeResources", "labels", "annotations");

    /** What the recorded retries were labelled with or without, and ours are otherwise. */
    private static final Set<String> OF_OUR_OWN =
            Set.of("tekton.dev/pipeline", "dashboard.tekton.dev/rerunOf", "results.tekton.dev/resultAnnotations");

    private Normalized() {}

    static JsonNode of(JsonNode manifest) {
        JsonNode copy = node(manifest, "");
        if (copy instanceof ObjectNode object && object.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove("namespace");
        }
        return copy;
    }

    private static JsonNode node(JsonNode node, String field) {
        if (node instanceof ObjectNode object) {
            return object(object);
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(element -> elements.add(node(element, "")));
            if (field.equals("params")) {
                elements.sort(
                        Comparator.comparing(element -> element.path("name").asString("")));
            }
            return JsonNodeFactory.instance.arrayNode().addAll(elements);
        }
        return node.isString() && field.equals("timeout")
                ? JsonNodeFactory.instance.stringNode(duration(node.stringValue()))
                : node;
    }

    private static ObjectNode object(ObjectNode object) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(entry -> {
            JsonNode value = node(entry.getValue(), entry.getKey());
            boolean added = value.isNull()
                    || value.isObject() && value.isEmpty() && ADDED_WHEN_EMPTY.contains(entry.getKey())
                    || entry.getKey().startsWith("tektonretry.io/")
                    || OF_OUR_OWN.contains(entry.getKey())
                    || "description".equals(entry.getKey()) && "".equals(value.asString(""))
                    || "kind".equals(entry.getKey()) && "Task".equals(value.asString(""));
            if (!added) {
                copy.set(entry.getKey(), value);
            }
        });
        if (copy.has("name")
                && "string".equals(copy.path("type").asString(""))
                && FIELDS_OF_A_DECLARED_PARAM.containsAll(copy.propertyNames())) {
            copy.remove("type");
        }
        return copy;
    }

    private static String duration(String text) {
        return text.replaceAll("(?<=[hm])0[ms]", "");
    }
}
