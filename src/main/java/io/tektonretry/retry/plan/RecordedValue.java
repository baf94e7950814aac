package io.tektonretry.retry.plan;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The value of a result as Tekton reads it: a text, a list of texts or an object of texts.
 *
 * @param json the value
 */
record RecordedValue(JsonNode json) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The value of a TaskRun's result; numbers and booleans become text, as in {@code ParamValue.UnmarshalJSON}. */
    static RecordedValue of(JsonNode value) {
        if (value instanceof ArrayNode list) {
            return list(list.valueStream().map(RecordedValue::text).toList());
        }
        if (value instanceof ObjectNode object) {
            ObjectNode texts = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(entry -> texts.put(entry.getKey(), text(entry.getValue())));
            return new RecordedValue(texts);
        }
        return text(text(value));
    }

    /**
     * The same value as the result of a CustomRun, which is a list if its text is a JSON list ({@code
     * paramValueFromCustomRunResult}).
     */
    RecordedValue asCustomResult() {
        String text = text(json);
        List<String> list = text.stripLeading().startsWith("[") ? listIn(text) : List.of();
        return list.isEmpty() ? text(text) : list(list);
    }

    static RecordedValue text(String text) {
        return new RecordedValue(StringNode.valueOf(text));
    }

    static RecordedValue list(List<String> texts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        texts.forEach(list::add);
        return new RecordedValue(list);
    }

    boolean isText() {
        return json.isString();
    }

    boolean isList() {
        return json.isArray();
    }

    boolean isObject() {
        return json.isObject();
    }

    /** The JSON text that replaces a whole list where only a text is allowed ({@code applyReplacementsAsString}). */
    RecordedValue asJsonText() {
        return text(GoJson.text(json));
    }

    /** Type of a param with this value. */
    String type() {
        return isText() ? "string" : isList() ? "array" : "object";
    }

    /** Whether a text of this value contains a variable whose name matches. */
    boolean holdsVariable(Predicate<String> name) {
        return holdsText(text -> Variables.any(text, name));
    }

    /** Whether the text, or a text in the list or object, matches. */
    boolean holdsText(Predicate<String> text) {
        return isText() ? text.test(json.stringValue()) : texts().anyMatch(text);
    }

    /** The text, or all texts in the list or object. */
    Stream<String> texts() {
        return isText() ? Stream.of(json.stringValue()) : json.valueStream().map(JsonNode::stringValue);
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    private static List<String> listIn(String text) {
        try {
            JsonNode list = JSON.readTree(text);
            return list.isArray() && list.valueStream().allMatch(JsonNode::isString)
                    ? list.valueStream().map(JsonNode::stringValue).toList()
                    : List.of();
        } catch (JacksonException e) {
            return List.of();
        }
    }
}
