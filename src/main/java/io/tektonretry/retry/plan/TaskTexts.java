package io.tektonretry.retry.plan;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The texts of a pipeline task in which variables of its pipeline may stand. The inside of a nested pipeline belongs to that one, and
 * the {@code spec} of an embedded custom task is passed through by Tekton untouched.
 */
final class TaskTexts {

    private TaskTexts() {}

    static void forEach(ObjectNode task, Consumer<String> text) {
        map(task, node -> {
            text.accept(node.stringValue());
            return node;
        });
    }

    /** A copy of the task with each text replaced; the replacement may be of any type. */
    static ObjectNode map(ObjectNode task, UnaryOperator<StringNode> text) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : task.properties()) {
            copy.set(
                    field.getKey(),
                    isForeign(task, field.getKey()) ? field.getValue() : mapNode(field.getValue(), text));
        }
        return copy;
    }

    private static boolean isForeign(ObjectNode parent, String field) {
        return field.equals("pipelineSpec") || (field.equals("spec") && parent.has("apiVersion") && parent.has("kind"));
    }

    private static JsonNode mapNode(JsonNode node, UnaryOperator<StringNode> text) {
        if (node instanceof StringNode string) {
            return text.apply(string);
        }
        if (node instanceof ObjectNode object) {
            return map(object, text);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            for (JsonNode element : array) {
                copy.add(mapNode(element, text));
            }
            return copy;
        }
        return node;
    }
}
