package io.tektonretry.report.fact;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Copies what reports count from the recorded history. */
@Repository
class FactTables {

    /** Attempts of runs that have ended. */
    private static final String ATTEMPTS = """
            select a.base_uid, a.task_run_uid, a.number, a.retry_number,
                   hash_of_series(a.namespace, a.pipeline_name, a.task_name, a.source_repository) as series_id,
                   hashtextextended(a.source_branch, 0) as branch_hash, hashtextextended(a.task_run_name, 0) as child_hash,
                   a.created_at, a.started_at, a.finished_at, a.verdict, a.failure_class,
                   case when a.source_revision is not null
                        then hash_record_extended(
                             row(a.namespace, a.pipeline_name, a.task_name, a.source_repository, a.source_revision, a.combination_hash), 0)
                        end as commit_hash,
                   case when a.source_revision is not null then a.inputs_hash end as inputs_hash,
                   hash_record_extended(
                       row(a.namespace, a.pipeline_name, a.task_name, a.source_repository, a.source_branch, a.combination_hash), 0)
                       as sequence_hash
              from finished_attempt a
             where a.base_uid = any(:bases) and a.run_status not in ('PENDING', 'RUNNING')
            """;

    private static final String RUNS = """
            select r.base_uid, r.uid, r.retry_number, hash_of_series(r.namespace, r.pipeline_name, null, r.source_repository) as series_id,
                   hashtextextended(r.source_branch, 0) as branch_hash, r.parent_uid is not null as is_child,
                   case when r.status = 'SUCCEEDED' then 'PASS' when r.status in ('FAILED', 'TIMED_OUT') then 'FAIL' end as verdict,
                   r.status = 'SUCCEEDED' and not r.leaves_tasks as recovered, r.retry_automatic as is_automatic, r.starts_anew,
                   case when r.retry_number = 0 then '{}'
                        else array(select name from pipeline_task where pipeline_run_uid = r.uid order by name) end as own_tasks,
                   r.definition_tasks, r.started_at, r.finished_at,
                   coalesce(r.finished_at, r.deleted_at, r.created_at) as ended_at
              from pipeline_run r
             where r.base_uid = any(:bases) and r.status not in ('PENDING', 'RUNNING')
            """;

    /** Names before their hashes are used. */
    private static final String NAME_SERIES = """
            insert into report_series (id, namespace, pipeline_name, task_name, repository)
            select distinct hash_of_series(n.namespace, n.pipeline_name, n.task_name, n.source_repository),
                   n.namespace, n.pipeline_name, n.task_name, n.source_repository
              from (select r.namespace, r.pipeline_name, null as task_name, r.source_repository
                      from pipeline_run r where r.base_uid = any(:bases)
                     union
                    select r.namespace, r.pipeline_name, p.name, r.source_repository
                      from pipeline_run r join pipeline_task p on p.pipeline_run_uid = r.uid
                     where r.base_uid = any(:bases)) n
                on conflict (id) do nothing
            """;

    /** Retention deletes a lineage in several steps. */
    private static final String RECORDED = """
            select b.base_uid
              from unnest(:bases) b (base_uid)
             where exists (select 1 from pipeline_run where uid = b.base_uid)
               and not exists (
                   select 1 from run_fact f
                    where f.base_uid = b.base_uid and not exists (select 1 from pipeline_run where uid = f.uid))
               and not exists (
                   select 1 from attempt_fact f
                    where f.base_uid = b.base_uid and not exists (select 1 from task_run where uid = f.task_run_uid))
            """;

    private static final String CHANGED = """
            with attempt as materialized (ATTEMPTS), run as materialized (RUNS)
            select base_uid from (select * from attempt except select * from attempt_fact where base_uid = any(:bases)) added
             union
            select base_uid from (select * from attempt_fact where base_uid = any(:bases) except select * from attempt) gone
             union
            select base_uid from (select * from run except select * from run_fact where base_uid = any(:bases)) added_run
             union
            select base_uid from (select * from run_fact where base_uid = any(:bases) except select * from run) gone_run
            """.replace("ATTEMPTS", ATTEMPTS).replace("RUNS", RUNS);

    /** Tables that have more than doubled since PostgreSQL has looked at them. */
    private static final String GROWN = """
            select relname from pg_class
             where oid = any(cast(array['run_fact', 'attempt_fact', 'report_series'] as regclass[]))
               and pg_relation_size(oid) > 2 * greatest(relpages, 8) * cast(current_setting('block_size') as bigint)
            """;

    private final JdbcClient jdbc;

    FactTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Tells PostgreSQL how large the tables are. It looks by itself only after a while, and until then its plans for the
     * first lineages of a large history take many times as long.
     */
    void analyzeGrown() {
        jdbc.sql(GROWN)
                .query(String.class)
                .list()
                .forEach(table -> jdbc.sql("analyze " + table).update());
    }

    /** Those of these lineages that are recorded completely. */
    List<UUID> recorded(Collection<UUID> bases) {
        return uids(RECORDED, bases);
    }

    /** Those of these lineages that have facts. */
    List<UUID> known(Collection<UUID> bases) {
        return uids(
                "select base_uid from run_fact where base_uid = any(:bases)"
                        + " union select base_uid from attempt_fact where base_uid = any(:bases)",
                bases);
    }

    /** Those of these lineages whose facts differ from what is recorded. */
    List<UUID> changed(Collection<UUID> bases) {
        return bases.isEmpty() ? List.of() : uids(CHANGED, bases);
    }

    /** Adds the facts of lineages that have none. */
    void insert(Collection<UUID> bases) {
        for (String statement :
                List.of(NAME_SERIES, "insert into run_fact " + RUNS, "insert into attempt_fact " + ATTEMPTS)) {
            update(statement, bases);
        }
    }

    void delete(Collection<UUID> bases) {
        update("delete from run_fact where base_uid = any(:bases)", bases);
        update("delete from attempt_fact where base_uid = any(:bases)", bases);
    }

    private List<UUID> uids(String sql, Collection<UUID> bases) {
        return jdbc.sql(sql)
                .param("bases", bases.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
    }

    private void update(String sql, Collection<UUID> bases) {
        jdbc.sql(sql).param("bases", bases.toArray(UUID[]::new)).update();
    }
}
