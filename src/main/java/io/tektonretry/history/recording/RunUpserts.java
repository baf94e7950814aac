package io.tektonretry.history.recording;

import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.database.RowArrays;
import io.tektonretry.history.database.RowsAsJson;
import io.tektonretry.history.document.DocumentBundles;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.recording.SkipReasons.SkipReason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The upserts of observed rows: many rows per statement; the newest resourceVersion wins. */
@Repository
class RunUpserts {

    private static final Upsert<PipelineRunRow> PIPELINE_RUNS = new Upsert<>(PipelineRunRow.class, """
            insert into pipeline_run (COLUMNS, epoch)
            select COLUMNS, :epoch from ROWS r (COLUMNS) order by uid
                on conflict (uid) do update
               set (epoch, resource_version, pipeline_name, status, reason, message,
                    started_at, finished_at, deleted_at, labels, parent_uid, tasks_hash,
                    source_provider, source_repository, source_revision, source_branch, source_pull_request, source_job, source_url,
                    previous_status, tasks_changed, gone_version, failure_class)
                 = (excluded.epoch, excluded.resource_version, excluded.pipeline_name, excluded.status, excluded.reason, excluded.message,
                    excluded.started_at, excluded.finished_at, null, excluded.labels, excluded.parent_uid,
                    excluded.tasks_hash, excluded.source_provider, excluded.source_repository, excluded.source_revision, excluded.source_branch,
                    excluded.source_pull_request, excluded.source_job, excluded.source_url, pipeline_run.status,
                    (pipeline_run.tasks_hash, pipeline_run.epoch) <> (excluded.tasks_hash, excluded.epoch),
                    case when pipeline_run.epoch = excluded.epoch and excluded.resource_version <= pipeline_run.gone_version
                         then pipeline_run.gone_version end,
                    excluded.failure_class)
             where (pipeline_run.epoch, pipeline_run.resource_version) < (excluded.epoch, excluded.resource_version)
            returning uid, tasks_changed, gone_version
            """);

    /**
     * Most changes affect few tasks of a run, and even a conflict without an update has a cost, so unchanged tasks are
     * left out. The limit keeps the planner from reading the whole table.
     */
    private static final Upsert<PipelineTaskRow> PIPELINE_TASKS = new Upsert<>(PipelineTaskRow.class, """
            with task (COLUMNS) as (
                select * from ROWS
            ), gone as (
                delete from pipeline_task
                 where pipeline_run_uid = any(:uids)
                   and (pipeline_run_uid, name) not in (select pipeline_run_uid, name from task))
            insert into pipeline_task as t (COLUMNS)
            select task.* from task
              left join lateral (
                   select COLUMNS from pipeline_task
                    where pipeline_run_uid = task.pipeline_run_uid and name = task.name
                    limit 1) old on true
             where old.* is distinct from task.*
                on conflict (pipeline_run_uid, name) do update
               set (position, is_finally, is_matrix, matrix_params, on_error_continue, task_name, child_names,
                    skip_reason, skip_reason_version)
                 = (select excluded.position, excluded.is_finally, excluded.is_matrix, excluded.matrix_params,
                           excluded.on_error_continue, excluded.task_name, excluded.child_names,
                           case when keeps then t.skip_reason else excluded.skip_reason end,
                           case when keeps then t.skip_reason_version else excluded.skip_reason_version end
                      from (select excluded.skip_reason is not null and t.skip_reason not in (:stops)
                                   and (excluded.skip_reason in (:stops)
                                        or t.skip_reason_version <= excluded.skip_reason_version)) as old (keeps))
             where t.* is distinct from excluded.*
            """);

    private static final String TELL_SKIP_REASONS = """
            update pipeline_task t
               set (skip_reason, skip_reason_version) = (told.reason, told.version)
              from jsonb_to_recordset(cast(:rows as jsonb)) as told (task text, reason text, version bigint)
             where t.pipeline_run_uid = :run and t.name = told.task
               and (t.skip_reason in (:stops) or told.version < t.skip_reason_version)
            """;

    /**
     * A child that names a run of another namespace belongs to none; otherwise thousands of such rows would have to be
     * searched along with the run.
     */
    private static final String LINK = """
            case when not exists (
                 select 1 from pipeline_run o where o.uid = r.pipeline_run_uid and o.namespace <> r.namespace offset 0)
                 then r.pipeline_run_uid end
            """;

    private static final Upsert<TaskRunRow> TASK_RUNS = new Upsert<>(TaskRunRow.class, """
            insert into task_run (COLUMNS, epoch)
            select LINKED, :epoch from ROWS r (COLUMNS) order by uid
                on conflict (uid) do update
               set (epoch, resource_version, pipeline_run_uid, is_owned, pipeline_task_name, status, reason, deleted_at, gone_version,
                    inputs_hash, param_hashes)
                 = (excluded.epoch, excluded.resource_version,
                    coalesce(excluded.pipeline_run_uid, task_run.pipeline_run_uid), excluded.is_owned,
                    coalesce(excluded.pipeline_task_name, task_run.pipeline_task_name),
                    excluded.status, excluded.reason, null,
                    case when task_run.epoch = excluded.epoch and excluded.resource_version <= task_run.gone_version
                         then task_run.gone_version end,
                    excluded.inputs_hash, excluded.param_hashes)
             where (task_run.epoch, task_run.resource_version) < (excluded.epoch, excluded.resource_version)
            returning uid, false, gone_version
            """.replace(
                    "LINKED", RowArrays.of(TaskRunRow.class).columns().replace("pipeline_run_uid", LINK)));

    private static final Upsert<TaskAttemptRow> TASK_ATTEMPTS = new Upsert<>(TaskAttemptRow.class, """
            insert into task_attempt as a (COLUMNS)
            select COLUMNS from ROWS r (COLUMNS)
                on conflict (task_run_uid, number) do update
               set (status, reason, message, failure_class, pod_name, started_at, finished_at, results, steps)
                 = (excluded.status, excluded.reason, excluded.message, excluded.failure_class, excluded.pod_name,
                    excluded.started_at, excluded.finished_at, excluded.results, excluded.steps)
             where (a.status, a.reason, a.message, a.failure_class, a.pod_name, a.started_at, a.finished_at, a.results, a.steps)
                   is distinct from
                   (excluded.status, excluded.reason, excluded.message, excluded.failure_class, excluded.pod_name,
                    excluded.started_at, excluded.finished_at, excluded.results, excluded.steps)
            """);

    private static final String UPSERT_DOCUMENT = """
            insert into document (uid, kind, epoch, resource_version, body, json_bytes) values (VALUES)
                on conflict (uid) do update
               set (epoch, resource_version, body, json_bytes)
                 = (excluded.epoch, excluded.resource_version, excluded.body, excluded.json_bytes)
             where (document.epoch, document.resource_version) < (excluded.epoch, excluded.resource_version)
            """;

    /** The lock waits for a bundle that is being made. */
    private static final String KEEP_SUPERSEDED = """
            insert into superseded_document (uid, kind, epoch, resource_version, body)
            select uid, kind, epoch, resource_version, body
              from (select * from document where uid = any(:uids) and epoch < :epoch for update) document
                on conflict (uid, epoch) do nothing
            """;

    /** A statement that writes rows to a table. */
    private record Upsert<R extends Record>(RowArrays<R> arrays, String sql) {

        Upsert(Class<R> type, String sql) {
            this(RowArrays.of(type), sql);
        }

        private Upsert {
            sql = sql.replace("COLUMNS", arrays.columns()).replace("ROWS", arrays.rows());
        }

        Map<String, Object> with(List<R> rows, Map<String, ?> others) {
            Map<String, Object> parameters = arrays.parameters(rows);
            parameters.putAll(others);
            return parameters;
        }
    }

    /**
     * An object that took a new state.
     *
     * @param hasOtherTasks whether it is a run whose tasks have changed
     * @param goneVersion a later resourceVersion at which it is known to be gone; 0 when it exists
     */
    record Taken(UUID uid, boolean hasOtherTasks, long goneVersion) {

        private static Taken of(ResultSet row, int number) throws SQLException {
            return new Taken(row.getObject(1, UUID.class), row.getBoolean(2), row.getLong(3));
        }

        /** The row of an object that was not recorded before. */
        static Taken added(UUID uid) {
            return new Taken(uid, true, 0);
        }

        boolean isGone() {
            return goneVersion > 0;
        }
    }

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final DocumentBundles bundles;

    RunUpserts(JdbcClient jdbc, JdbcTemplate batches, DocumentBundles bundles) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.bundles = bundles;
    }

    /** Keeps the documents of these objects from before the current epoch. */
    void keepSuperseded(Collection<UUID> uids, int epoch) {
        copySuperseded(uids, epoch);
        if (bundles.takeOut(uids) > 0) {
            copySuperseded(uids, epoch);
        }
    }

    private void copySuperseded(Collection<UUID> uids, int epoch) {
        jdbc.sql(KEEP_SUPERSEDED)
                .param("uids", uids.toArray(UUID[]::new))
                .param("epoch", epoch)
                .update();
    }

    /** Writes the rows that are newer than the recorded ones, and returns those. */
    static Supplier<List<Taken>> upsertPipelineRuns(List<PipelineRunRow> rows, int epoch, Exchange exchange) {
        return upsert(PIPELINE_RUNS, rows, epoch, exchange);
    }

    /** Writes the rows that are newer than the recorded ones, and returns those. */
    static Supplier<List<Taken>> upsertTaskRuns(List<TaskRunRow> rows, int epoch, Exchange exchange) {
        return upsert(TASK_RUNS, rows, epoch, exchange);
    }

    private static <R extends Record> Supplier<List<Taken>> upsert(
            Upsert<R> upsert, List<R> rows, int epoch, Exchange exchange) {
        if (rows.isEmpty()) {
            return List::of;
        }
        Exchange.Rows<Taken> taken = exchange.add(upsert.sql(), upsert.with(rows, Map.of("epoch", epoch)), Taken::of);
        return taken::list;
    }

    /** Replaces all tasks of these runs. */
    static void replacePipelineTasks(Collection<UUID> runUids, List<PipelineTaskRow> rows, Exchange exchange) {
        if (!runUids.isEmpty()) {
            exchange.add(
                    PIPELINE_TASKS.sql(),
                    PIPELINE_TASKS.with(
                            rows, Map.of("uids", runUids.toArray(UUID[]::new), "stops", SkipReasons.OF_A_STOP)));
        }
    }

    /** Writes true skip reasons from older states to tasks that are still skipped. */
    static void tellSkipReasons(UUID run, Map<String, SkipReason> reasons, Exchange exchange) {
        if (!reasons.isEmpty()) {
            List<ToldReason> told = reasons.entrySet().stream()
                    .map(entry -> new ToldReason(
                            entry.getKey(),
                            entry.getValue().reason(),
                            entry.getValue().version()))
                    .toList();
            exchange.add(
                    TELL_SKIP_REASONS, Map.of("run", run, "rows", RowsAsJson.of(told), "stops", SkipReasons.OF_A_STOP));
        }
    }

    private record ToldReason(String task, String reason, long version) {}

    static void upsertTaskAttempts(List<TaskAttemptRow> rows, Exchange exchange) {
        if (!rows.isEmpty()) {
            exchange.add(TASK_ATTEMPTS.sql(), TASK_ATTEMPTS.with(rows, Map.of()));
            exchange.add(
                    PodOutcomes.BLAME_THE_CLUSTER,
                    Map.of(
                            "taskRuns",
                            rows.stream().map(TaskAttemptRow::taskRunUid).toArray(UUID[]::new)));
        }
    }

    /** Many documents are a batch of their own, as their bytes would be copied to be sent with other statements. */
    void upsertDocuments(List<ObservedRows> rows, int epoch, Exchange exchange) {
        if (rows.size() == 1) {
            ObservedRows row = rows.get(0);
            exchange.add(
                    UPSERT_DOCUMENT.replace("VALUES", ":uid, :kind, :epoch, :resourceVersion, :body, :jsonBytes"),
                    Map.of(
                            "uid", row.uid(),
                            "kind", row.kind(),
                            "epoch", epoch,
                            "resourceVersion", row.resourceVersion(),
                            "body", row.body(),
                            "jsonBytes", row.jsonBytes()));
        } else if (!rows.isEmpty()) {
            exchange.send();
            upsertBatch(rows, epoch);
        }
    }

    private void upsertBatch(List<ObservedRows> rows, int epoch) {
        batches.batchUpdate(
                UPSERT_DOCUMENT.replace("VALUES", "?, ?, ?, ?, ?, ?"),
                rows.stream()
                        .map(row -> new Object[] {
                            row.uid(), row.kind(), epoch, row.resourceVersion(), row.body(), row.jsonBytes()
                        })
                        .toList());
    }
}
