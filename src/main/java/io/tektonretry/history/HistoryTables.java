package io.tektonretry.history;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The statements that write what was observed: many rows each, and the newest resourceVersion wins. */
@Repository
class HistoryTables {

    private static final String UPSERT_PIPELINE_RUNS = """
            insert into pipeline_run
            select * from jsonb_populate_recordset(null::pipeline_run, cast(:rows as jsonb)) order by uid
                on conflict (uid) do update
               set (resource_version, pipeline_name, status, reason, message,
                    started_at, finished_at, deleted_at, labels, parent_uid)
                 = (excluded.resource_version, excluded.pipeline_name, excluded.status, excluded.reason, excluded.message,
                    excluded.started_at, excluded.finished_at, null, excluded.labels, excluded.parent_uid)
             where pipeline_run.resource_version < excluded.resource_version
            returning uid
            """;

    private static final String DELETE_PIPELINE_TASKS = """
            delete from pipeline_task t
             where t.pipeline_run_uid = any(:uids)
               and not exists (
                   select 1 from jsonb_populate_recordset(null::pipeline_task, cast(:rows as jsonb)) r
                    where r.pipeline_run_uid = t.pipeline_run_uid and r.name = t.name)
            """;

    private static final String UPSERT_PIPELINE_TASKS = """
            insert into pipeline_task as t
            select * from jsonb_populate_recordset(null::pipeline_task, cast(:rows as jsonb))
                on conflict (pipeline_run_uid, name) do update
               set (position, is_finally, is_matrix, on_error_continue, task_name, skip_reason, child_names)
                 = (excluded.position, excluded.is_finally, excluded.is_matrix, excluded.on_error_continue,
                    excluded.task_name, excluded.skip_reason, excluded.child_names)
             where t.* is distinct from excluded.*
            """;

    private static final String UPSERT_TASK_RUNS = """
            insert into task_run
            select * from jsonb_populate_recordset(null::task_run, cast(:rows as jsonb)) order by uid
                on conflict (uid) do update
               set (resource_version, pipeline_run_uid, pipeline_task_name, status, reason, deleted_at)
                 = (excluded.resource_version, coalesce(excluded.pipeline_run_uid, task_run.pipeline_run_uid),
                    coalesce(excluded.pipeline_task_name, task_run.pipeline_task_name),
                    excluded.status, excluded.reason, null)
             where task_run.resource_version < excluded.resource_version
            returning uid
            """;

    private static final String UPSERT_TASK_ATTEMPTS = """
            insert into task_attempt as a
            select * from jsonb_populate_recordset(null::task_attempt, cast(:rows as jsonb))
                on conflict (task_run_uid, number) do update
               set (status, reason, message, failure_class, pod_name, started_at, finished_at, results, steps)
                 = (excluded.status, excluded.reason, excluded.message, excluded.failure_class, excluded.pod_name,
                    excluded.started_at, excluded.finished_at, excluded.results, excluded.steps)
             where a.* is distinct from excluded.*
            """;

    private static final String UPSERT_DOCUMENT = """
            insert into document (uid, kind, resource_version, body) values (?, ?, ?, ?)
                on conflict (uid) do update
               set resource_version = excluded.resource_version, body = excluded.body
             where document.resource_version < excluded.resource_version
            """;

    private static final String END_PIPELINE_RUNS = """
            update pipeline_run r
               set deleted_at = :at,
                   status = case when r.status in ('PENDING', 'RUNNING') then 'INTERRUPTED' else r.status end
              from jsonb_to_recordset(cast(:rows as jsonb)) as gone (uid uuid, "resourceVersion" bigint)
             where r.uid = gone.uid and r.deleted_at is null and r.resource_version <= gone."resourceVersion"
            """;

    private static final String END_TASK_RUNS = """
            with ended as (
                update task_run t
                   set deleted_at = :at,
                       status = case when t.status in ('PENDING', 'RUNNING') then 'CANCELLED' else t.status end
                  from jsonb_to_recordset(cast(:rows as jsonb)) as gone (uid uuid, "resourceVersion" bigint)
                 where t.uid = gone.uid and t.deleted_at is null and t.resource_version <= gone."resourceVersion"
             returning t.uid)
            update task_attempt a set status = 'CANCELLED', failure_class = 'CANCELLED'
              from ended
             where a.task_run_uid = ended.uid and a.status in ('PENDING', 'RUNNING')
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    HistoryTables(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** The recorded resourceVersions of these objects: they are compared before anything is derived or sent. */
    Map<UUID, Long> resourceVersions(Collection<UUID> uids) {
        Map<UUID, Long> versions = new HashMap<>();
        jdbc.sql("select uid, resource_version from document where uid = any(:uids)")
                .param("uids", uids.toArray(UUID[]::new))
                .query(row -> {
                    versions.put(row.getObject(1, UUID.class), row.getLong(2));
                });
        return versions;
    }

    /** Writes the rows that are newer than the recorded ones, and says which those were. */
    Set<UUID> upsertPipelineRuns(List<PipelineRunRow> rows) {
        return upserted(UPSERT_PIPELINE_RUNS, rows);
    }

    /** Takes all tasks of these runs. */
    void replacePipelineTasks(Collection<UUID> runUids, List<PipelineTaskRow> rows) {
        if (!runUids.isEmpty()) {
            String json = RowsAsJson.of(rows);
            jdbc.sql(DELETE_PIPELINE_TASKS)
                    .param("uids", runUids.toArray(UUID[]::new))
                    .param("rows", json)
                    .update();
            jdbc.sql(UPSERT_PIPELINE_TASKS).param("rows", json).update();
        }
    }

    /** Writes the rows that are newer than the recorded ones, and says which those were. */
    Set<UUID> upsertTaskRuns(List<TaskRunRow> rows) {
        return upserted(UPSERT_TASK_RUNS, rows);
    }

    void upsertTaskAttempts(List<TaskAttemptRow> rows) {
        if (!rows.isEmpty()) {
            jdbc.sql(UPSERT_TASK_ATTEMPTS).param("rows", RowsAsJson.of(rows)).update();
            jdbc.sql(PodOutcomes.BLAME_THE_CLUSTER)
                    .param(
                            "taskRuns",
                            rows.stream().map(TaskAttemptRow::taskRunUid).toArray(UUID[]::new))
                    .update();
        }
    }

    void upsertDocuments(List<ObservedObject> objects) {
        batches.batchUpdate(
                UPSERT_DOCUMENT,
                objects.stream()
                        .map(object -> new Object[] {
                            object.uid(), object.kind(), object.resourceVersion(), Deflated.bytes(object.document())
                        })
                        .toList());
    }

    /** An object that was unfinished when it went is at its end all the same. */
    void end(Collection<Observation.Vanished> gone, Instant at) {
        if (!gone.isEmpty()) {
            String json = RowsAsJson.of(gone);
            for (String statement : List.of(END_PIPELINE_RUNS, END_TASK_RUNS)) {
                jdbc.sql(statement)
                        .param("at", Timestamp.from(at))
                        .param("rows", json)
                        .update();
            }
        }
    }

    private Set<UUID> upserted(String statement, List<?> rows) {
        if (rows.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql(statement)
                .param("rows", RowsAsJson.of(rows))
                .query(UUID.class)
                .list());
    }
}
