package io.tektonretry.history.retention;

import io.tektonretry.history.database.IndexOrder;
import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Deletes finished TaskRuns and CustomRuns that belong to no recorded run. */
@Repository
class ExpiredTaskRuns {

    /** Repeats the predicate of the partial index, so that it is used. */
    private static final String LOOSE = "(t.pipeline_run_uid is null or t.orphaned) and t.kind <> 'PipelineRun'";

    private static final String PAGE = """
            select t.uid, t.namespace, t.status, t.created_at,
                   coalesce((select max(a.finished_at) from task_attempt a where a.task_run_uid = t.uid),
                            t.deleted_at, t.created_at) as ended
              from task_run t
             where %s
               and (t.created_at, t.uid) > (:at, :uid) and t.created_at < :before
             order by t.created_at, t.uid
             limit :limit
            """.formatted(LOOSE);

    /** The mark {@code orphaned} is not enough: the run may have been recorded since. */
    private static final String STILL_LOOSE = """
            select t.uid from task_run t
             where t.uid = any(:uids) and %s and t.status not in ('PENDING', 'RUNNING')
               and (t.pipeline_run_uid is null
                    or t.deleted_at is not null and not exists (
                       select 1 from (select namespace from pipeline_run where uid = t.pipeline_run_uid offset 0) r
                        where r.namespace = t.namespace))
            """.formatted(LOOSE);

    /** A candidate that may have expired. */
    record Candidate(UUID uid, String namespace, String status, Instant createdAt, Instant ended) {}

    private final JdbcClient jdbc;
    private final IndexOrder order;
    private final PruneLock lock;
    private final PrunedRows rows;

    ExpiredTaskRuns(JdbcClient jdbc, IndexOrder order, PruneLock lock, PrunedRows rows) {
        this.jdbc = jdbc;
        this.order = order;
        this.lock = lock;
        this.rows = rows;
    }

    /** The next candidates after the position, oldest first. */
    @Transactional(readOnly = true)
    public List<Candidate> page(Instant before, ListPosition from, int limit) {
        order.demand();
        return jdbc.sql(PAGE)
                .param("at", from.at().atOffset(ZoneOffset.UTC))
                .param("uid", from.id())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> new Candidate(
                        row.getObject("uid", UUID.class),
                        row.getString("namespace"),
                        row.getString("status"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("ended").toInstant()))
                .list();
    }

    /** Deletes those that belong to no run; returns how many. */
    @Transactional
    public int take(Collection<UUID> uids, Instant now) {
        lock.take();
        List<UUID> loose = among(uids);
        rows.takeTaskRuns(loose, now);
        return loose.size();
    }

    /** Those that belong to no run. */
    List<UUID> among(Collection<UUID> uids) {
        return jdbc.sql(STILL_LOOSE)
                .param("uids", uids.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
    }
}
