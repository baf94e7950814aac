package io.tektonretry.tekton;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The bytes of an object with what tells it from others. Reading no more than that is several times faster than building a tree, and
 * the bytes are several times smaller than one.
 *
 * @param uid empty when it has none, as with all others
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ScannedObject(String namespace, String name, String uid, String resourceVersion, byte[] json) {

    /**
     * Reads the object that begins at the current token.
     *
     * @param bytes what the parser reads
     */
    static ScannedObject at(JsonParser parser, byte[] bytes) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String[] metadata = {"", "", "", ""};
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isMetadata = parser.currentName().equals("metadata");
            if (parser.nextToken() == JsonToken.START_OBJECT && isMetadata) {
                readMetadata(parser, metadata);
            } else {
                parser.skipChildren();
            }
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return new ScannedObject(
                metadata[0], metadata[1], metadata[2], metadata[3], Arrays.copyOfRange(bytes, start, end));
    }

    private static void readMetadata(JsonParser parser, String[] metadata) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            int field = switch (parser.currentName()) {
                case "namespace" -> 0;
                case "name" -> 1;
                case "uid" -> 2;
                case "resourceVersion" -> 3;
                default -> -1;
            };
            if (parser.nextToken() == JsonToken.VALUE_STRING && field >= 0) {
                metadata[field] = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
    }

    boolean mentions(String asciiText) {
        byte[] text = asciiText.getBytes(StandardCharsets.US_ASCII);
        int last = json.length - text.length;
        for (int start = 0; start <= last; start++) {
            int matched = 0;
            while (matched < text.length && json[start + matched] == text[matched]) {
                matched++;
            }
            if (matched == text.length) {
                return true;
            }
        }
        return false;
    }
}
