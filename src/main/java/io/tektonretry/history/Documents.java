package io.tektonretry.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/** The whole objects as they were last seen. */
@Repository
public class Documents {

    private final JdbcClient jdbc;

    Documents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The recorded documents among these by UID. */
    public Map<UUID, ObjectNode> findByUids(Collection<UUID> uids) {
        Map<UUID, ObjectNode> documents = new HashMap<>();
        jdbc.sql("select uid, body from document where uid = any(:uids)")
                .param("uids", uids.toArray(UUID[]::new))
                .query(row -> {
                    documents.put(row.getObject("uid", UUID.class), Deflated.json(row.getBytes("body")));
                });
        return documents;
    }
}
