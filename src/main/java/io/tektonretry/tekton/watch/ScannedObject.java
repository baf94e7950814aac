package io.tektonretry.tekton.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The bytes of an object without {@code managedFields}, and what identifies it. Scanning for these fields is several
 * times faster than building a tree, and the bytes are several times smaller.
 *
 * @param uid empty when it has none, as with the other texts
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ScannedObject(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        String deletionTimestamp,
        List<String> finalizers,
        byte[] json) {

    /** Bytes that could not be read. */
    static ScannedObject unknown(byte[] json) {
        return new ScannedObject("", "", "", "", "", List.of(), json);
    }

    /**
     * Scans the object that begins at the current token.
     *
     * @param bytes the bytes that the parser reads
     */
    static ScannedObject at(JsonParser parser, byte[] bytes) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String[] metadata = {"", "", "", "", ""};
        List<String> finalizers = new ArrayList<>();
        Cut cut = Cut.NONE;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isMetadata = parser.currentName().equals("metadata");
            if (parser.nextToken() == JsonToken.START_OBJECT && isMetadata) {
                cut = readMetadata(parser, bytes, metadata, finalizers);
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
                cut.outOf(bytes, start, end));
    }

    private static Cut readMetadata(JsonParser parser, byte[] bytes, String[] metadata, List<String> finalizers) {
        Cut cut = Cut.NONE;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            int start = (int) parser.currentTokenLocation().getByteOffset();
            int field = switch (name) {
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
            } else if (value == JsonToken.START_ARRAY && name.equals("finalizers")) {
                readTexts(parser, finalizers);
            } else {
                parser.skipChildren();
            }
            if (name.equals("managedFields") && (value == JsonToken.START_ARRAY || value == JsonToken.VALUE_NULL)) {
                cut = Cut.ofProperty(
                        bytes, start, (int) parser.currentLocation().getByteOffset());
            }
        }
        return cut;
    }

    /** A range of bytes to leave out. */
    private record Cut(int from, int to) {

        static final Cut NONE = new Cut(0, 0);

        /** The range of a property with the comma after it, or the comma before it for the last property. */
        static Cut ofProperty(byte[] bytes, int start, int end) {
            int next = end;
            while (isBlank(bytes[next])) {
                next++;
            }
            if (bytes[next] == ',') {
                return new Cut(start, next + 1);
            }
            int before = start - 1;
            while (isBlank(bytes[before])) {
                before--;
            }
            return new Cut(bytes[before] == ',' ? before : start, end);
        }

        private static boolean isBlank(byte character) {
            return character == ' ' || character == '\n' || character == '\r' || character == '\t';
        }

        byte[] outOf(byte[] bytes, int start, int end) {
            if (from == to) {
                return Arrays.copyOfRange(bytes, start, end);
            }
            byte[] left = Arrays.copyOfRange(bytes, start, end - (to - from));
            System.arraycopy(bytes, to, left, from - start, end - to);
            return left;
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
}
