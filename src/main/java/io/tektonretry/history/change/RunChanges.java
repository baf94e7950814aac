package io.tektonretry.history.change;

import io.tektonretry.history.database.Exchange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The feed of changes. Each change is committed before the next position is assigned, so a reader has missed nothing up
 * to its position.
 */
@Repository
public class RunChanges {

    /** The notification channel for new changes. */
    static final String CHANNEL = "tekton_retry_change";

    /** Arbitrary; unique among the advisory locks of this database. */
    private static final long KEY = 0x6368616e6765L;

    /**
     * PostgreSQL releases the lock only after the transaction is visible, and notifies listeners once per transaction.
     */
    private static final String LOCK = "select pg_advisory_xact_lock(:key), pg_notify('" + CHANNEL + "', '')";

    private static final String ENDED = """
            (r.status not in ('PENDING', 'RUNNING') and coalesce(r.previous_status, 'PENDING') in ('PENDING', 'RUNNING'))
            """;

    private static final String APPEND = """
            insert into change (seq, at, kind, run_uid, root_uid, namespace, task_name)
            select (select coalesce(max(seq), 0) from change)
                     + row_number() over (order by place, run_uid, task_name),
                   clock_timestamp(), kind, run_uid, root_uid, namespace, task_name
              from (
                select case when previous_status is null then 1 else 4 end as place,
                       case when previous_status is null then 'RUN_CREATED' else 'RUN_UPDATED' end as kind,
                       uid as run_uid, root_uid, namespace, null as task_name
                  from pipeline_run r
                 where uid = any(:stored) and (previous_status is null or not ENDED)
                 union
                select 2, 'RETRY_CREATED', retried.uid, retried.root_uid, retried.namespace, null
                  from pipeline_run r
                 cross join lateral (select uid, root_uid, namespace from pipeline_run where uid = r.retry_of_uid limit 1) retried
                 where r.uid = any(:stored) and r.previous_status is null
                 union
                select 3, 'TASK_UPDATED', r.uid, r.root_uid, r.namespace, t.pipeline_task_name
                  from shown_child t
                 cross join lateral (select uid, root_uid, namespace from pipeline_run where uid = t.pipeline_run_uid limit 1) r
                 where t.pipeline_task_name is not null
                   and (t.uid = any(:stored) or t.uid = any(:interrupted))
                 union
                select 5, 'RUN_FINISHED', uid, root_uid, namespace, null
                  from pipeline_run r
                 where uid = any(:stored) and ENDED
                 union
                select 5, case when uid = any(:interrupted) then 'RUN_FINISHED' else 'RUN_UPDATED' end,
                       uid, root_uid, namespace, null
                  from pipeline_run
                 where uid = any(:gone) and not uid = any(:stored)
              ) changed
            """.replace("ENDED", ENDED);

    private static final String AFTER = """
            select seq, at, kind, run_uid, root_uid, namespace, task_name
              from change
             where seq > :after and seq <= :upTo
               and (cast(:runUid as uuid) is null or run_uid = :runUid)
               and (cast(:rootUid as uuid) is null or root_uid = :rootUid)
               and (cardinality(:namespaces) = 0 or namespace = any(:namespaces))
             order by seq
             limit :limit
            """;

    private static final String SPAN = """
            select coalesce((select min(seq) from change), 1) - 1, coalesce((select max(seq) from change), 0)
            """;

    /** Reads in the order of the primary key, so that no other index and no long scan is needed. */
    private static final String FORGET = """
            delete from change
             where seq < (select max(seq) from change)
               and seq <= (select max(seq)
                             from (select seq, at from change order by seq limit :limit) oldest
                            where at < :before)
            """;

    private final JdbcClient jdbc;

    RunChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Appends the changes of a batch. Call it last in the transaction of the batch, because it blocks other writers
     * until the commit.
     *
     * @param stored objects that took a new state
     * @param ended objects newly known to be gone, and whether they were unfinished
     */
    public static void append(Collection<UUID> stored, Map<UUID, Boolean> ended, Exchange exchange) {
        if (stored.isEmpty() && ended.isEmpty()) {
            return;
        }
        exchange.add(LOCK, Map.of("key", KEY));
        UUID[] interrupted = ended.keySet().stream()
                .filter(uid -> Boolean.TRUE.equals(ended.get(uid)))
                .toArray(UUID[]::new);
        exchange.add(
                APPEND,
                Map.of(
                        "stored", stored.toArray(UUID[]::new),
                        "gone", ended.keySet().toArray(UUID[]::new),
                        "interrupted", interrupted));
    }

    /**
     * The changes of a scope in order. Fewer than the limit means that there are no more up to {@code upTo}.
     *
     * @param after position from which to read, exclusive
     * @param upTo position up to which to read, inclusive
     */
    public List<RunChange> after(long after, long upTo, ChangeScope scope, int limit) {
        return jdbc.sql(AFTER)
                .param("after", after)
                .param("upTo", upTo)
                .param("runUid", scope.runUid())
                .param("rootUid", scope.rootUid())
                .param("namespaces", scope.namespaces().toArray(String[]::new))
                .param("limit", limit)
                .query((row, number) -> change(row))
                .list();
    }

    /** The range of stored changes. */
    public ChangeSpan span() {
        return jdbc.sql(SPAN)
                .query((row, number) -> new ChangeSpan(row.getLong(1), row.getLong(2)))
                .single();
    }

    /**
     * Deletes the oldest changes; the newest one stays, since it holds the last position.
     *
     * @param before only those recorded before it
     * @param limit at most this many
     * @return how many were deleted
     */
    @Transactional
    public int forget(Instant before, int limit) {
        return jdbc.sql(FORGET)
                .param("before", Timestamp.from(before))
                .param("limit", limit)
                .update();
    }

    private static RunChange change(ResultSet row) throws SQLException {
        return new RunChange(
                row.getLong("seq"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                RunChange.Kind.of(row.getString("kind")),
                row.getObject("run_uid", UUID.class),
                row.getObject("root_uid", UUID.class),
                row.getString("namespace"),
                row.getString("task_name"));
    }
}
