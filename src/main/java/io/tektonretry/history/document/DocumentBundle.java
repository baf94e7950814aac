package io.tektonretry.history.document;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The format of a bundle before it is deflated: of each document its UID, its length and its JSON. The UID is text, as
 * in the JSON, so that it takes its bytes only once.
 */
final class DocumentBundle {

    private static final int UID = 36;

    private DocumentBundle() {}

    static byte[] of(Map<UUID, byte[]> documents) {
        int size = documents.values().stream()
                .mapToInt(json -> UID + Integer.BYTES + json.length)
                .sum();
        ByteBuffer bundle = ByteBuffer.allocate(size);
        documents.forEach((uid, json) -> bundle.put(uid.toString().getBytes(US_ASCII))
                .putInt(json.length)
                .put(json));
        return bundle.array();
    }

    static Map<UUID, byte[]> documents(byte[] bytes) {
        Map<UUID, byte[]> documents = new LinkedHashMap<>();
        ByteBuffer bundle = ByteBuffer.wrap(bytes);
        while (bundle.hasRemaining()) {
            UUID uid = UUID.fromString(new String(next(bundle, UID), US_ASCII));
            documents.put(uid, next(bundle, bundle.getInt()));
        }
        return documents;
    }

    private static byte[] next(ByteBuffer bundle, int length) {
        byte[] bytes = new byte[length];
        bundle.get(bytes);
        return bytes;
    }
}
