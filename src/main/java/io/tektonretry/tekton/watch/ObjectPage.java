package io.tektonretry.tekton.watch;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One page of a list.
 *
 * @param resourceVersion of the whole list; 0 when it is not a list
 * @param next token of the next page; empty on the last one
 */
public record ObjectPage(long resourceVersion, String next, List<ScannedObject> items) {

    /** Builds a page while it is read. */
    static final class Builder {

        private final List<ScannedObject> items = new ArrayList<>();
        private long resourceVersion;
        private String next = "";

        void add(ScannedObject item) {
            items.add(item);
        }

        void metadata(JsonParser parser) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    parser.skipChildren();
                } else if (field.equals("resourceVersion")) {
                    resourceVersion = Long.parseLong(parser.getString());
                } else if (field.equals("continue")) {
                    next = parser.getString();
                }
            }
        }

        ObjectPage build() {
            return new ObjectPage(resourceVersion, next, List.copyOf(items));
        }
    }
}
