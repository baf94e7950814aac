package io.tektonretry.history.retention;

import io.tektonretry.history.database.IndexOrder;
import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Finished runs in the order of their end. */
@Repository
class EndedRuns {

    /** Reads up to the limit of runs, expired or not. */
    private static final String PAGE = """
            select r.base_uid, coalesce(r.finished_at, r.deleted_at) as ended, r.uid, %s as expired
              from pipeline_run r
             where r.status not in ('PENDING', 'RUNNING')
               and (coalesce(r.finished_at, r.deleted_at), r.uid) > (:at, :uid)
               and coalesce(r.finished_at, r.deleted_at) < :before
             order by coalesce(r.finished_at, r.deleted_at), r.uid
             limit :limit
            """;

    /** A finished run. */
    record EndedRun(UUID baseUid, Instant ended, UUID uid, boolean isExpired) {}

    private final JdbcClient jdbc;
    private final IndexOrder order;

    EndedRuns(JdbcClient jdbc, IndexOrder order) {
        this.jdbc = jdbc;
        this.order = order;
    }

    /** The next ones after the position, oldest first. */
    @Transactional(readOnly = true)
    public List<EndedRun> page(ExpiredRuns expired, Instant before, ListPosition from, int limit) {
        order.demand();
        return jdbc.sql(PAGE.formatted(expired.sql("r")))
                .params(expired.parameters())
                .param("at", from.at().atOffset(ZoneOffset.UTC))
                .param("uid", from.id())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> new EndedRun(
                        row.getObject("base_uid", UUID.class),
                        row.getTimestamp("ended").toInstant(),
                        row.getObject("uid", UUID.class),
                        row.getBoolean("expired")))
                .list();
    }
}
