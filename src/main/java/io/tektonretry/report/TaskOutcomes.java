package io.tektonretry.report;

/** The outcome of a task in a run, in SQL. */
final class TaskOutcomes {

    /**
     * One row for each task of each run of {@code lineage (base_uid, namespace)}. The last attempt of each child counts. The class is
     * that of the child that failed first; {@code passed} is true if all children succeeded.
     */
    static final String OF_LINEAGES = """
            last_attempt as (
                select distinct on (a.run_uid, a.task_name, a.task_run_name) a.*
                  from lineage
                  join finished_attempt a on a.base_uid = lineage.base_uid and a.namespace = lineage.namespace
                 order by a.run_uid, a.task_name, a.task_run_name, a.created_at desc, a.task_run_uid, a.number desc
            ), outcome as materialized (
                select base_uid, run_uid, retry_number, task_name,
                       (array_agg(failure_class order by finished_at, task_run_uid)
                               filter (where verdict in ('FAIL', 'INFRASTRUCTURE')))[1] as failure_class,
                       bool_and(verdict is not distinct from 'PASS') as passed,
                       sum(seconds) as seconds, min(started_at) as started_at, max(finished_at) as finished_at
                  from last_attempt
                 group by 1, 2, 3, 4)
            """;

    private TaskOutcomes() {}
}
