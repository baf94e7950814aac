package io.tektonretry.history.recording;

import io.tektonretry.history.retention.Retention;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads what is recorded, before a batch is derived and written. */
@Repository
class KnownObjects {

    /**
     * The statements of the transaction find rows by key, so a generic plan fits any number of them, and planning each
     * anew takes longer than executing it. A plan may be made while the tables are empty, when reading a whole table
     * looks cheapest: without sequential scans, and with {@code limit}, {@code offset 0} or {@code = any} in joins,
     * only the keys remain.
     */
    private static final String BEGIN = """
            select pg_advisory_xact_lock_shared(:key), set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_seqscan', 'off', true),
                   (select max(epoch) from cluster_epoch) as epoch
            """;

    private static final String FIND = """
            select uid, epoch, resource_version from recorded_object where uid = any(:uids)
             union all
            select uid, null, null from tombstone where uid = any(:uids)
            """;

    /**
     * What is recorded of some objects.
     *
     * @param versions recorded version by UID
     * @param pruned UIDs of those that were pruned from the history
     */
    record Known(Map<UUID, Version> versions, Set<UUID> pruned) {}

    private final JdbcClient jdbc;

    KnownObjects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks out pruning until the end of the transaction; returns the current epoch of the cluster. */
    int begin() {
        return jdbc.sql(BEGIN)
                .param("key", Retention.KEY)
                .query((row, number) -> row.getInt("epoch"))
                .single();
    }

    Known among(Collection<UUID> uids) {
        Known known = new Known(new HashMap<>(), new HashSet<>());
        jdbc.sql(FIND).param("uids", uids.toArray(UUID[]::new)).query(row -> {
            UUID uid = row.getObject(1, UUID.class);
            int epoch = row.getInt(2);
            if (row.wasNull()) {
                known.pruned().add(uid);
            } else {
                known.versions().put(uid, new Version(epoch, row.getLong(3)));
            }
        });
        return known;
    }
}
