package io.tektonretry.history.document;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of the rows of one query, of which several may be in the same bundle. */
final class DocumentRows {

    /**
     * Finds the document of each {@code object}, or the bundle with it: that of the object itself, or {@code bundle_uid}.
     * Only what is asked for is read; {@code offset 0} keeps these look-ups by key.
     */
    static final String FOUND = """
            left join lateral (
                   select json_bytes, body from document where uid = object.uid offset 0) own on true
              left join lateral (
                   select run_uid as uid, json_bytes, body from document_bundle
                    where own.json_bytes is null and run_uid = coalesce(object.bundle_uid, object.uid) offset 0) bundle on true
            """;

    /** Size of the JSON that is read for the row. */
    static final String BYTES = """
            coalesce(own.json_bytes, case when row_number() over (partition by bundle.uid) = 1 then bundle.json_bytes end)
            """.strip();

    private static final String COLUMNS = """
            own.json_bytes, own.body, bundle.uid as bundle, bundle.json_bytes as bundle_bytes,
                   case when row_number() over (partition by bundle.uid order by ORDER) = 1 then bundle.body end as bundle_body
            """.strip();

    private final Map<UUID, Map<UUID, byte[]>> bundles = new HashMap<>();

    /** The columns of a document, for rows in this order, so that each bundle comes once. */
    static String columns(String order) {
        return COLUMNS.replace("ORDER", order);
    }

    /**
     * The JSON of the document of an object; null when there is none.
     *
     * @throws UnreadableDocumentException when it cannot be read
     */
    byte @Nullable [] json(UUID uid, ResultSet row) throws SQLException {
        byte[] body = row.getBytes("body");
        if (body != null) {
            return Deflated.inflated(uid, body, row.getInt("json_bytes"));
        }
        UUID bundle = row.getObject("bundle", UUID.class);
        return bundle == null ? null : bundle(uid, bundle, row).get(uid);
    }

    private Map<UUID, byte[]> bundle(UUID uid, UUID bundle, ResultSet row) throws SQLException {
        byte[] body = row.getBytes("bundle_body");
        if (body != null) {
            bundles.put(bundle, DocumentBundle.documents(Deflated.inflated(uid, body, row.getInt("bundle_bytes"))));
        }
        return bundles.getOrDefault(bundle, Map.of());
    }
}
