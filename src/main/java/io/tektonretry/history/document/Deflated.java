package io.tektonretry.history.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON documents as deflated bytes in the format of zlib (RFC 1950), with a preset dictionary. Characters outside ASCII
 * are escaped, so that even half a surrogate pair is preserved.
 */
public final class Deflated {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** The highest level that takes no more time with the dictionary than the lowest without. */
    private static final int LEVEL = 3;

    private static final int BUFFER = 8192;

    private Deflated() {}

    public static byte[] ascii(ObjectNode document) {
        return JSON.writeValueAsBytes(document);
    }

    public static byte[] bytes(byte[] json) {
        Deflater deflater = new Deflater(LEVEL);
        deflater.setDictionary(Dictionaries.ofNewDocuments());
        return deflated(json, deflater);
    }

    /** Smaller, where it may take more time. */
    static byte[] small(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setDictionary(Dictionaries.ofNewDocuments());
        return deflated(bytes, deflater);
    }

    /** Without a dictionary, for people who read it with a tool. */
    public static byte[] plain(byte[] json) {
        return deflated(json, new Deflater());
    }

    static byte[] deflated(byte[] json, Deflater deflater) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes, deflater, BUFFER)) {
            deflated.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    /**
     * Reads the JSON of the document of an object.
     *
     * @throws UnreadableDocumentException when it is no JSON object
     */
    static ObjectNode tree(UUID uid, byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode document) {
                return document;
            }
        } catch (JacksonException e) {
            throw new UnreadableDocumentException(uid, "it is damaged", e);
        }
        throw new UnreadableDocumentException(uid, "it is damaged");
    }

    /**
     * Inflates the document of an object.
     *
     * @param most length of the JSON at most, in bytes
     * @throws UnreadableDocumentException when it is damaged, longer, or has an unknown dictionary
     */
    public static byte[] inflated(UUID uid, byte[] bytes, int most) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            return inflated(uid, inflater, most);
        } catch (DataFormatException e) {
            throw new UnreadableDocumentException(uid, "it is damaged", e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] inflated(UUID uid, Inflater inflater, int most) throws DataFormatException {
        ByteArrayOutputStream json = new ByteArrayOutputStream(BUFFER);
        byte[] buffer = new byte[BUFFER];
        while (!inflater.finished()) {
            int length = inflater.inflate(buffer);
            if (inflater.needsDictionary()) {
                inflater.setDictionary(dictionary(uid, inflater.getAdler()));
            } else if (length == 0 && inflater.needsInput()) {
                throw new UnreadableDocumentException(uid, "it is damaged");
            }
            if (length > most - json.size()) {
                throw new UnreadableDocumentException(
                        uid, "it has more than the %d bytes that are recorded".formatted(most));
            }
            json.write(buffer, 0, length);
        }
        return json.toByteArray();
    }

    private static byte[] dictionary(UUID uid, int checksum) {
        return Dictionaries.of(checksum)
                .orElseThrow(() -> new UnreadableDocumentException(
                        uid,
                        "its dictionary %08x is unknown; a newer version of the service has written it"
                                .formatted(checksum)));
    }

    /** Reads JSON that is not deflated. */
    public static ObjectNode read(byte[] json) {
        return (ObjectNode) JSON.readTree(json);
    }
}
