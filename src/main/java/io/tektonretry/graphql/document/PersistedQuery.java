package io.tektonretry.graphql.document;

import io.tektonretry.graphql.error.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document that a call names by its hash: the extension {@code persistedQuery} of Apollo's clients. */
record PersistedQuery(String hash) {

    private static final String EXTENSION = "persistedQuery";
    private static final int VERSION = 1;

    /**
     * Reads the extension of a call; null when the call has none.
     *
     * @throws DocumentRefusedException if it is malformed or of another version
     */
    static @Nullable PersistedQuery of(Map<String, Object> extensions) {
        Object extension = extensions.get(EXTENSION);
        if (extension == null) {
            return null;
        }
        if (!(extension instanceof Map<?, ?> fields) || !(fields.get("version") instanceof Number version)) {
            throw malformed();
        }
        if (version.doubleValue() != VERSION) {
            throw new DocumentRefusedException(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported");
        }
        if (!(fields.get("sha256Hash") instanceof String hash) || !DocumentHash.isHash(hash)) {
            throw malformed();
        }
        return new PersistedQuery(hash);
    }

    private static DocumentRefusedException malformed() {
        return new DocumentRefusedException(
                ErrorCode.INVALID_INPUT,
                "The extension `persistedQuery` must be {\"version\": 1, \"sha256Hash\": 64 lower-case hexadecimal digits}.");
    }
}
