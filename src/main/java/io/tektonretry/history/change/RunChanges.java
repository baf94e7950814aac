package io.tektonretry.history.change;

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
 * The order of all changes. A change is committed before a later one gets its place, so that whoever has read up to a place has
 * missed nothing before it.
 */
@Repository
public class RunChanges {

    /** What a listener hears when there is something new. */
    static final String CHANNEL = "tekton_retry_change";

    /** Any number that no other lock of this database has. */
    private static final long KEY = 0x6368616e6765L;

    /** PostgreSQL lets go of a lock only after the transaction can be seen, and tells listeners once a transaction. */
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

    /** In the order of the primary key, so that neither a further index nor a long walk is needed. */
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
     * Appends what a batch changed. It comes last in the transaction of the batch, because it keeps other writers waiting until
     * the commit.
     *
     * @param stored objects that took a new state
     * @param ended objects that were not known to be gone, and whether they were unfinished
     */
    public void append(Collection<UUID> stored, Map<UUID, Boolean> ended) {
        if (stored.isEmpty() && ended.isEmpty()) {
            return;
        }
        jdbc.sql(LOCK).param("key", KEY).query(row -> {});
        UUID[] interrupted = ended.keySet().stream()
                .filter(uid -> Boolean.TRUE.equals(ended.get(uid)))
                .toArray(UUID[]::new);
        jdbc.sql(APPEND)
                .param("stored", stored.toArray(UUID[]::new))
                .param("gone", ended.keySet().toArray(UUID[]::new))
                .param("interrupted", interrupted)
                .update();
    }

    /**
     * The changes of a scope in their order. When there are fewer than the limit, there are no more up to the place.
     *
     * @param after the place from which to read, exclusive
     * @param upTo the place up to which to read, inclusive
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

    /** Which changes there are. */
    public ChangeSpan span() {
        return jdbc.sql(SPAN)
                .query((row, number) -> new ChangeSpan(row.getLong(1), row.getLong(2)))
                .single();
    }

    /**
     * Forgets the oldest changes; the newest one stays, since it holds the place of the next.
     *
     * @param before only those recorded before it
     * @param limit at most this many
     * @return how many there were
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
