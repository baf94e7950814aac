package io.tektonretry.history.recording;

import io.tektonretry.history.database.RowsAsJson;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Records deletions; an unfinished object is finished by its deletion. */
@Repository
class DeletionWriter {

    /** The columns of {@code gone} are the fields of {@link Gone}. */
    private static final String RUNS = """
            with before as (
                select uid, status, deleted_at from pipeline_run where uid = any(:uids) order by uid for update)
            update pipeline_run r
               set deleted_at = :at,
                   gone_version = case when r.epoch = :epoch then gone."resourceVersion" end,
                   status = case when r.status in ('PENDING', 'RUNNING') then 'INTERRUPTED' else r.status end
              from before,
                   jsonb_to_recordset(cast(:rows as jsonb)) as gone (uid uuid, "resourceVersion" bigint)
             where r.uid = any(:uids) and r.uid = gone.uid and r.uid = before.uid and before.deleted_at is null
               and (r.epoch, r.resource_version) <= (:epoch, gone."resourceVersion")
            returning r.uid, r.status <> before.status
            """;

    /** If its last state was seen, an unfinished child was cancelled by its deletion; otherwise its end is unknown. */
    private static final String CHILDREN = """
            with before as (
                select uid, status, deleted_at from task_run where uid = any(:uids) order by uid for update),
            ended as (
                update task_run t
                   set deleted_at = :at,
                       gone_version = case when t.epoch = :epoch then gone."resourceVersion" end,
                       status = case when t.status not in ('PENDING', 'RUNNING') then t.status
                                     when gone."isEndSeen" then 'CANCELLED' else 'UNOBSERVED' end,
                       orphaned = t.pipeline_run_uid is not null and not exists (
                           select 1 from (select namespace from pipeline_run where uid = t.pipeline_run_uid offset 0) r
                            where r.namespace = t.namespace)
                  from before,
                       jsonb_to_recordset(cast(:rows as jsonb))
                         as gone (uid uuid, "resourceVersion" bigint, "isEndSeen" boolean)
                 where t.uid = any(:uids) and t.uid = gone.uid and t.uid = before.uid and before.deleted_at is null
                   and (t.epoch, t.resource_version) <= (:epoch, gone."resourceVersion")
             returning t.uid, t.status as status, t.status <> before.status as was_cut),
            attempts as (
                update task_attempt a
                   set status = ended.status,
                       failure_class = case when ended.status = 'CANCELLED' then 'CANCELLED' end
                  from ended
                 where a.task_run_uid = any(:uids) and a.task_run_uid = ended.uid and a.status in ('PENDING', 'RUNNING'))
            select uid, was_cut from ended
            """;

    /**
     * A deleted object.
     *
     * @param isEndSeen whether its last state was seen
     */
    record Gone(UUID uid, long resourceVersion, boolean isEndSeen) {}

    private final JdbcClient jdbc;

    DeletionWriter(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Records the deletions, unless newer states are recorded; returns by UID whether the object was unfinished. */
    Map<UUID, Boolean> record(Collection<Gone> gone, int epoch, Instant at) {
        Map<UUID, Boolean> ended = new HashMap<>();
        if (!gone.isEmpty()) {
            UUID[] uids = gone.stream().map(Gone::uid).toArray(UUID[]::new);
            for (String statement : List.of(RUNS, CHILDREN)) {
                jdbc.sql(statement)
                        .param("uids", uids)
                        .param("rows", RowsAsJson.of(gone))
                        .param("epoch", epoch)
                        .param("at", Timestamp.from(at))
                        .query(row -> {
                            ended.merge(row.getObject(1, UUID.class), row.getBoolean(2), Boolean::logicalOr);
                        });
            }
        }
        return ended;
    }
}
