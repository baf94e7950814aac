package io.tektonretry.history;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Takes objects out of every table, and leaves a tombstone for what the cluster still has, or had until lately. */
@Repository
class PrunedRows {

    /** A child PipelineRun is a run as well, which stays until it expires itself. */
    private static final String CHILDREN = """
            select uid from task_run where pipeline_run_uid = any(:uids) and kind <> 'PipelineRun'
            """;

    private static final List<String> OF_TASK_RUNS = List.of(
            """
            insert into tombstone (uid, pruned_at, kind, namespace, epoch, resource_version, gone_at)
            select uid, :now, kind, namespace, epoch, resource_version, deleted_at from task_run
             where uid = any(:uids) and (deleted_at is null or deleted_at > :lately)
                on conflict do nothing
            """,
            """
            delete from run_event
             where involved_uid = any(:uids)
                or involved_uid in (select uid from pod_outcome where task_run_uid = any(:uids))
            """,
            "delete from pod_outcome where task_run_uid = any(:uids)",
            "delete from task_attempt where task_run_uid = any(:uids)",
            "delete from document where uid = any(:uids)",
            "delete from superseded_document where uid = any(:uids)",
            "delete from quarantined_object where uid = any(cast(:uids as text[]))",
            "delete from task_run where uid = any(:uids)");

    private static final List<String> OF_RUNS = List.of(
            """
            insert into tombstone (uid, pruned_at, kind, namespace, epoch, resource_version, gone_at)
            select uid, :now, 'PipelineRun', namespace, epoch, resource_version, deleted_at from pipeline_run
             where uid = any(:uids) and (deleted_at is null or deleted_at > :lately)
                on conflict do nothing
            """,
            "delete from run_event where involved_uid = any(:uids)",
            "delete from task_attempt a using task_run t where t.uid = a.task_run_uid and t.pipeline_run_uid = any(:uids)",
            "delete from task_run where pipeline_run_uid = any(:uids)",
            "delete from retry_request where retry_of_uid = any(:uids)",
            "delete from pipeline_task where pipeline_run_uid = any(:uids)",
            "delete from document where uid = any(:uids)",
            "delete from superseded_document where uid = any(:uids)",
            """
            delete from quarantined_object
             where uid = any(cast(:uids as text[])) or owner_uid = any(:uids) and kind <> 'PipelineRun'
            """,
            "delete from pipeline_run where uid = any(:uids)");

    private final JdbcClient jdbc;

    PrunedRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes PipelineRuns away with their children. */
    void takeRuns(Collection<UUID> runs, Instant now) {
        UUID[] uids = runs.toArray(UUID[]::new);
        takeTaskRuns(jdbc.sql(CHILDREN).param("uids", uids).query(UUID.class).list(), now);
        take(OF_RUNS, uids, now);
    }

    /** Takes TaskRuns and CustomRuns away. */
    void takeTaskRuns(Collection<UUID> taskRuns, Instant now) {
        take(OF_TASK_RUNS, taskRuns.toArray(UUID[]::new), now);
    }

    private void take(List<String> statements, UUID[] uids, Instant now) {
        if (uids.length > 0) {
            statements.forEach(statement -> jdbc.sql(statement)
                    .param("uids", uids)
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param("lately", now.minus(Retention.REPEATS).atOffset(ZoneOffset.UTC))
                    .update());
        }
    }
}
