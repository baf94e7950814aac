package io.tektonretry.tekton;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The bytes of an object with what tells it from others. Reading no more than that is several times faster than building a tree, and
 * the bytes are several times smaller than one.
 *
 * @param uid empty when it has none, as with all other texts
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ScannedObject(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        String deletionTimestamp,
        List<String> finalizers,
        byte[] json) {

    /** Bytes that nothing is known of. */
    static ScannedObject unknown(byte[] json) {
        return new ScannedObject("", "", "", "", "", List.of(), json);
    }

    /**
     * Reads the object that begins at the current token.
     *
     * @param bytes what the parser reads
     */
    static ScannedObject at(JsonParser parser, byte[] bytes) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String[] metadata = {"", "", "", "", ""};
        List<String> finalizers = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isMetadata = parser.currentName().equals("metadata");
            if (parser.nextToken() == JsonToken.START_OBJECT && isMetadata) {
                readMetadata(parser, metadata, finalizers);
            } else {
                parser.skipChildren();
            }
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return new ScannedObject(
                metadata[0],
                metadata[1],
                metadata[2],
                metadata[3],
                metadata[4],
                finalizers,
                Arrays.copyOfRange(bytes, start, end));
    }

    private static void readMetadata(JsonParser parser, String[] metadata, List<String> finalizers) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean areFinalizers = parser.currentName().equals("finalizers");
            int field = switch (parser.currentName()) {
                case "namespace" -> 0;
                case "name" -> 1;
                case "uid" -> 2;
                case "resourceVersion" -> 3;
                case "deletionTimestamp" -> 4;
                default -> -1;
            };
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && field >= 0) {
                metadata[field] = parser.getString();
            } else if (value == JsonToken.START_ARRAY && areFinalizers) {
                readTexts(parser, finalizers);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void readTexts(JsonParser parser, List<String> texts) {
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            if (next == JsonToken.VALUE_STRING) {
                texts.add(parser.getString());
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
