package io.tektonretry.history.retention;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What remains of pruned objects, for as long as the cluster may report them. */
@Repository
public class Tombstones {

    /** Locks rows in the order that all writers use. */
    private static final String MARK_GONE = """
            update tombstone t
               set gone_at = :at
              from (select uid from tombstone where uid = any(:uids) and gone_at is null order by uid for update) gone
             where t.uid = gone.uid
            """;

    private static final String FORGET = """
            delete from tombstone
             where uid = any(array(
                   select uid from tombstone where gone_at < :before order by gone_at limit :limit))
            """;

    private final JdbcClient jdbc;

    Tombstones(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Deletes some tombstones of objects that have been gone for too long to be reported again.
     *
     * @return how many; fewer than the limit when none is left
     */
    public int forgetGone(Instant now, int limit) {
        return jdbc.sql(FORGET)
                .param("before", now.minus(Retention.REPEATS).atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }

    /**
     * Records that the objects are gone: from then on, tombstones are kept only for as long as they may be reported
     * again.
     */
    public void gone(Collection<UUID> uids, Instant noticedAt) {
        if (!uids.isEmpty()) {
            jdbc.sql(MARK_GONE)
                    .param("uids", uids.toArray(UUID[]::new))
                    .param("at", noticedAt.atOffset(ZoneOffset.UTC))
                    .update();
        }
    }
}
