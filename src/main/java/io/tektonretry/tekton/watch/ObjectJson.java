package io.tektonretry.tekton.watch;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Splits lists and events into the bytes of their objects. A malformed object must not affect the others. */
final class ObjectJson {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100_000)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private ObjectJson() {}

    /**
     * Reads a list.
     *
     * @throws JacksonException when it is not a list
     */
    static ObjectPage page(byte[] bytes) {
        ObjectPage.Builder page = new ObjectPage.Builder();
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("items") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        page.add(ScannedObject.at(parser, bytes));
                    }
                } else if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
                    page.metadata(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return page.build();
    }

    /**
     * Reads a line of a watch.
     *
     * @throws JacksonException when it is not an event
     */
    static WatchEvent event(byte[] line) {
        String type = "";
        ScannedObject object = ScannedObject.unknown(line);
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("object") && value == JsonToken.START_OBJECT) {
                    object = ScannedObject.at(parser, line);
                } else if (field.equals("type") && value == JsonToken.VALUE_STRING) {
                    type = parser.getString();
                } else {
                    parser.skipChildren();
                }
            }
        }
        return new WatchEvent(type, object);
    }
}
