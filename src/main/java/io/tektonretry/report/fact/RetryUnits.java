package io.tektonretry.report.fact;

/** What retries of a lineage were worth, in SQL: of its runs as a whole, and of each task of its first run. */
public final class RetryUnits {

    /**
     * Common table expressions for the lineages of {@code any(BASES)}. {@code unit} has a row for each first run and for
     * each task of it that succeeded or failed, {@code duration} has its durations and those of its retries; all count
     * at the end of the first run. Cancelled runs are nobody's failure, and a child PipelineRun is part of its parent.
     */
    public static final String OF_LINEAGES =
            """
            first_run as materialized (
                select f.base_uid, f.series_id, f.branch_hash, f.started_at, f.finished_at, f.verdict = 'FAIL' as failed
                  from run_fact f
                 where f.base_uid = any(BASES) and f.retry_number = 0 and not f.is_child
                   and f.verdict is not null and f.finished_at is not null
            ), OUTCOMES, retry as materialized (
                select q.base_uid, q.uid, q.retry_number, q.is_automatic, q.starts_anew, q.own_tasks, q.definition_tasks,
                       q.started_at, q.finished_at, q.verdict is not null as has_verdict, q.recovered,
                       exists (select 1 from outcome o where (o.base_uid, o.retry_number) = (q.base_uid, q.retry_number)) as has_run
                  from first_run r
                  join run_fact q on q.base_uid = r.base_uid and q.retry_number > 0
                 where r.failed
            ), reused as (
                -- What its own spec leaves out and what last succeeded before it.
                select distinct on (q.uid, o.task_name) q.base_uid, o.task_name, o.passed, o.ms
                  from retry q
                  join outcome o on o.base_uid = q.base_uid and o.retry_number < q.retry_number
                 where q.has_verdict and q.has_run and cardinality(q.own_tasks) > 0 and not o.task_name = any(q.own_tasks)
                   and (q.definition_tasks is null or o.task_name = any(q.definition_tasks))
                 order by q.uid, o.task_name, o.retry_number desc
            ), saved as (
                select base_uid, task_name, sum(ms) as ms from reused where passed group by 1, 2
            ), wasted as (
                select a.base_uid, a.task_name, sum(a.ms) as ms
                  from attempt a
                  join (select base_uid, task_name, max(retry_number) as last from outcome group by 1, 2) o
                 using (base_uid, task_name)
                 where a.verdict in ('FAIL', 'INFRASTRUCTURE') and a.retry_number < o.last
                 group by 1, 2
            ), run_retried as (
                select base_uid, bool_or(has_verdict) as retried, bool_or(recovered) as recovered,
                       min(finished_at) filter (where recovered) as recovered_at,
                       count(*) filter (where not is_automatic) as manual, count(*) filter (where is_automatic) as automatic
                  from retry
                 group by 1
            ), task as materialized (
                select r.base_uid, r.finished_at as at, o.task_name, o.series_id, r.branch_hash, o.started_at, o.finished_at,
                       o.failure_class is not null as failed
                  from first_run r
                  join outcome o on o.base_uid = r.base_uid and o.retry_number = 0 and (o.passed or o.failure_class is not null)
            ), task_again as materialized (
                select t.base_uid, t.at, t.task_name, t.series_id, t.branch_hash, t.failed,
                       o.passed, o.started_at, o.finished_at
                  from task t
                  join retry q on q.base_uid = t.base_uid
                  join outcome o on o.base_uid = q.base_uid and o.retry_number = q.retry_number and o.task_name = t.task_name
                                and (o.passed or o.failure_class is not null)
            ), task_retried as (
                select base_uid, task_name, bool_or(passed) as recovered, min(finished_at) filter (where passed) as recovered_at
                  from task_again
                 where failed
                 group by 1, 2
            ), task_requested as (
                select t.base_uid, t.task_name,
                       count(*) filter (where not q.is_automatic) as manual, count(*) filter (where q.is_automatic) as automatic
                  from task t
                  join retry q on q.base_uid = t.base_uid and t.task_name = any(q.own_tasks)
                 where t.failed
                 group by 1, 2
            ), unit (series_id, branch_hash, at, failed, retried, recovered, manual, automatic, saved, wasted,
                     recovery, whole) as materialized (
                select r.series_id, r.branch_hash, r.finished_at, r.failed, t.retried, t.recovered, t.manual, t.automatic,
                       (select sum(ms) from saved s where s.base_uid = r.base_uid),
                       (select sum(ms) from wasted w where w.base_uid = r.base_uid and t.base_uid is not null),
                       t.recovered_at - r.finished_at, r.finished_at - r.started_at
                  from first_run r
                  left join run_retried t using (base_uid)
                union all
                select t.series_id, t.branch_hash, t.at, t.failed, a.base_uid is not null, a.recovered,
                       q.manual, q.automatic, s.ms, w.ms, a.recovered_at - t.finished_at, t.finished_at - t.started_at
                  from task t
                  left join task_retried a using (base_uid, task_name)
                  left join task_requested q using (base_uid, task_name)
                  left join saved s using (base_uid, task_name)
                  left join wasted w using (base_uid, task_name)
            ), duration (series_id, branch_hash, at, kind, length) as (
                select series_id, branch_hash, at, 'WHOLE', whole from unit where whole is not null
                union all
                select series_id, branch_hash, at, 'RECOVERY', recovery from unit where recovery is not null
                union all
                select r.series_id, r.branch_hash, r.finished_at, case when q.starts_anew then 'WHOLE' else 'RETRY' end,
                       q.finished_at - q.started_at
                  from retry q
                  join first_run r using (base_uid)
                 where q.has_verdict and q.finished_at is not null and q.started_at is not null
                union all
                select series_id, branch_hash, finished_at, 'SUCCEEDED', finished_at - started_at
                  from first_run
                 where not failed and started_at is not null
                union all
                select r.series_id, r.branch_hash, r.finished_at, 'SUCCEEDED', q.finished_at - q.started_at
                  from retry q
                  join first_run r using (base_uid)
                 where q.starts_anew and q.recovered and q.finished_at is not null and q.started_at is not null
                union all
                select series_id, branch_hash, at, 'RETRY', finished_at - started_at
                  from task_again
                 where finished_at - started_at is not null
            )
            """.replace("OUTCOMES", TaskOutcomes.OF_LINEAGES.replace("LINEAGE", "first_run"));

    private RetryUnits() {}
}
