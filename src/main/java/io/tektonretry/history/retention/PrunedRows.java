package io.tektonretry.history.retention;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Deletes objects from every table, and leaves tombstones for those that the cluster still has or had until recently.
 */
@Repository
class PrunedRows {

    /** A child PipelineRun is a run of its own, which stays until it expires itself. */
    private static final String CHILDREN = """
            select uid from proven_child where pipeline_run_uid = any(:uids) and kind <> 'PipelineRun' limit :limit
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
             where involved_uid = any(array(
                   select unnest(:uids)
                    union all
                   select uid from pod_outcome where task_run_uid = any(:uids)))
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
            "delete from task_attempt where task_run_uid = any(:uids)",
            "delete from task_run where uid = any(:uids)",
            // The remaining rows named the run, but were not its children.
            "update task_run set orphaned = true where pipeline_run_uid = any(:uids) and deleted_at is not null",
            // A request made while the run is being deleted ends by itself, as its run is not recorded.
            "delete from retry_request where retry_of_uid = any(:uids) and state not in ('SCHEDULED', 'CREATING')",
            "delete from pipeline_task where pipeline_run_uid = any(:uids)",
            "delete from document where uid = any(:uids)",
            "delete from document_bundle where run_uid = any(:uids)",
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

    /** Some children of these runs, which are deleted with them. */
    List<UUID> childrenOf(Collection<UUID> runs, int limit) {
        return jdbc.sql(CHILDREN)
                .param("uids", runs.toArray(UUID[]::new))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    /** Deletes PipelineRuns whose children are deleted already. */
    void takeRuns(Collection<UUID> runs, Instant now) {
        take(OF_RUNS, runs.toArray(UUID[]::new), now);
    }

    /** Deletes TaskRuns and CustomRuns. */
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
