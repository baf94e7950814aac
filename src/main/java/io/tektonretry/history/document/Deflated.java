package io.tektonretry.history.document;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON documents as deflated bytes. Characters outside ASCII are escaped, so that even half a surrogate pair is
 * preserved.
 */
public final class Deflated {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Deflated() {}

    public static byte[] ascii(ObjectNode document) {
        return JSON.writeValueAsBytes(document);
    }

    public static byte[] bytes(byte[] json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(bytes, deflater, 8192)) {
            deflated.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    public static ObjectNode json(byte[] bytes) {
        return (ObjectNode) JSON.readTree(new InflaterInputStream(new ByteArrayInputStream(bytes)));
    }

    public static byte[] inflated(byte[] bytes) {
        try (InflaterInputStream json = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return json.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads JSON that is not deflated. */
    public static ObjectNode read(byte[] json) {
        return (ObjectNode) JSON.readTree(json);
    }
}
