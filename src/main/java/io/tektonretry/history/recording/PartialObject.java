package io.tektonretry.history.recording;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The part of an object from which its rows are derived. Most of a run defines its tasks, which no row contains, and a
 * tree of that costs more than the rows.
 */
final class PartialObject {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Which part of an object to read, or of each object in an array. */
    private enum Extent {
        NOTHING,
        WHOLE,
        OBJECT,
        SPEC_OR_STATUS,
        PIPELINE,
        TASK;

        Extent of(String property) {
            return switch (this) {
                case NOTHING, WHOLE -> this;
                case OBJECT ->
                    switch (property) {
                        case "spec", "status" -> SPEC_OR_STATUS;
                        default -> WHOLE;
                    };
                case SPEC_OR_STATUS ->
                    switch (property) {
                        case "pipelineSpec" -> PIPELINE;
                        case "retriesStatus" -> SPEC_OR_STATUS;
                        case "taskSpec", "customSpec", "provenance" -> NOTHING;
                        default -> WHOLE;
                    };
                case PIPELINE ->
                    switch (property) {
                        case "tasks", "finally" -> TASK;
                        default -> NOTHING;
                    };
                case TASK ->
                    switch (property) {
                        case "name", "matrix", "onError", "taskRef" -> WHOLE;
                        default -> NOTHING;
                    };
            };
        }
    }

    private PartialObject() {}

    /**
     * Reads an object.
     *
     * @throws JacksonException when a part of it is malformed, even a part that is left out
     */
    static ObjectNode of(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return object(parser, Extent.OBJECT);
        }
    }

    /** Builds the tree itself: reading each part by itself would set up Jackson's deserialization anew. */
    private static JsonNode value(JsonParser parser, Extent extent) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, extent);
            case START_ARRAY -> array(parser, extent);
            case VALUE_STRING -> StringNode.valueOf(parser.getString());
            default -> parser.readValueAsTree();
        };
    }

    private static ObjectNode object(JsonParser parser, Extent extent) {
        ObjectNode object = JSON.createObjectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            Extent inner = extent.of(name);
            parser.nextToken();
            if (inner == Extent.NOTHING) {
                skip(parser);
            } else {
                object.set(name, value(parser, inner));
            }
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser, Extent extent) {
        ArrayNode array = JSON.createArrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, extent));
        }
        return array;
    }

    /** The parser validates a number only when it is read. */
    private static void skip(JsonParser parser) {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token.isNumeric()) {
                parser.getNumberValue();
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        } while (depth > 0 && parser.nextToken() != null);
    }
}
