package io.tektonretry.report.fact;

/** The outcome of a task in a run, in SQL. */
final class TaskOutcomes {

    /**
     * One row for each task of each run of {@code LINEAGE (base_uid)}. The last attempt of each child counts. The class is
     * that of the child that failed first; {@code passed} is true if all children succeeded.
     */
    static final String OF_LINEAGES = """
            attempt as materialized (
                select a.*, s.task_name, milliseconds(a.finished_at - a.started_at) as ms
                  from LINEAGE r
                  join attempt_fact a on a.base_uid = r.base_uid
                  join report_series s on s.id = a.series_id
            ), last_attempt as (
                select distinct on (base_uid, retry_number, task_name, child_hash) *
                  from attempt
                 order by base_uid, retry_number, task_name, child_hash, created_at desc, task_run_uid, number desc
            ), outcome as materialized (
                select base_uid, retry_number, task_name, min(series_id) as series_id,
                       (array_agg(failure_class order by finished_at, task_run_uid)
                               filter (where verdict in ('FAIL', 'INFRASTRUCTURE')))[1] as failure_class,
                       bool_and(verdict is not distinct from 'PASS') as passed,
                       sum(ms) as ms, min(started_at) as started_at, max(finished_at) as finished_at
                  from last_attempt
                 group by 1, 2, 3
            )
            """;

    private TaskOutcomes() {}
}
