package io.tektonretry.report;

/** What a retry report counts, in SQL: lineages by their first run, or the tasks of the first runs. */
final class RetryUnits {

    /** Cancelled runs are nobody's failure, and a child PipelineRun is part of its parent. */
    private static final String RUNS = """
            first_run as materialized (
                select r.uid, r.namespace, r.pipeline_name, r.source_repository, r.started_at, r.finished_at,
                       r.status <> 'SUCCEEDED' as failed
                  from pipeline_run r
                 where RUNS and r.retry_number = 0 and r.parent_uid is null and r.status in ('SUCCEEDED', 'FAILED', 'TIMED_OUT')
            ), retry as materialized (
                select q.uid, q.base_uid, q.retry_number, q.retry_automatic, q.definition_tasks, q.starts_anew, q.started_at, q.finished_at,
                       q.status in ('SUCCEEDED', 'FAILED', 'TIMED_OUT') as has_verdict,
                       q.status = 'SUCCEEDED' and not q.leaves_tasks as succeeded
                  from first_run r
                  join pipeline_run q on q.base_uid = r.uid and q.namespace = r.namespace and q.retry_number > 0
                 where r.failed
            )
            """;

    /** A retry reuses what its own spec leaves out and what last succeeded before it. */
    private static final String COMPUTE = """
            saved as (
                select base_uid, task_name, sum(seconds) as seconds
                  from (select q.uid, q.base_uid, o.task_name, o.passed, o.seconds,
                               row_number() over (partition by q.uid, o.task_name order by o.retry_number desc) as age
                          from retry q
                          join outcome o on o.base_uid = q.base_uid and o.retry_number < q.retry_number
                         where q.has_verdict and (q.definition_tasks is null or o.task_name = any(q.definition_tasks))) before
                 where age = 1 and passed
                   and exists (select 1 from pipeline_task t where t.pipeline_run_uid = before.uid)
                   and not exists (
                       select 1 from pipeline_task t where t.pipeline_run_uid = before.uid and t.name = before.task_name)
                 group by 1, 2
            ), wasted as (
                select a.base_uid, a.task_name, sum(a.seconds) as seconds
                  from lineage
                  join finished_attempt a on a.base_uid = lineage.base_uid and a.namespace = lineage.namespace
                 where a.verdict in ('FAIL', 'INFRASTRUCTURE')
                   and exists (
                       select 1 from outcome o
                        where o.base_uid = a.base_uid and o.task_name = a.task_name and o.retry_number > a.retry_number)
                 group by 1, 2
            )
            """;

    private static final String OF_RUNS = """
            lineage as materialized (
                select distinct r.uid as base_uid, r.namespace from first_run r join retry q on q.base_uid = r.uid
            ), OUTCOME, COMPUTE, retried as (
                select base_uid, bool_or(has_verdict) as has_verdict, bool_or(succeeded) as recovered,
                       min(finished_at) filter (where succeeded) as recovered_at,
                       count(*) filter (where not retry_automatic) as manual, count(*) filter (where retry_automatic) as automatic
                  from retry
                 group by 1
            ), unit as (
                select KEYS, r.finished_at, true, r.failed, t.has_verdict, t.recovered, t.manual, t.automatic,
                       s.seconds, w.seconds,
                       extract(epoch from t.recovered_at - r.finished_at), extract(epoch from r.finished_at - r.started_at), null
                  from first_run r
                  left join retried t on t.base_uid = r.uid
                  left join (select base_uid, sum(seconds) as seconds from saved group by 1) s on s.base_uid = r.uid
                  left join (select base_uid, sum(seconds) as seconds from wasted group by 1) w on w.base_uid = r.uid
                union all
                select KEYS, r.finished_at, false, false, false, false, 0, 0, 0, 0, null,
                       case when q.starts_anew then extract(epoch from q.finished_at - q.started_at) end,
                       case when not q.starts_anew then extract(epoch from q.finished_at - q.started_at) end
                  from retry q
                  join first_run r on r.uid = q.base_uid
                 where q.has_verdict
            )
            """;

    private static final String OF_TASKS = """
            lineage as materialized (
                select r.uid as base_uid, r.namespace from first_run r
            ), OUTCOME, COMPUTE, first_task as (
                select f.uid, f.namespace, f.pipeline_name, f.source_repository, r.task_name, r.started_at, r.finished_at,
                       r.failure_class is not null as failed
                  from first_run f
                  join outcome r on r.run_uid = f.uid and (r.passed or r.failure_class is not null) and TASKS
            ), retried as (
                select q.base_uid, o.task_name, bool_or(o.passed) as recovered, min(o.finished_at) filter (where o.passed) as recovered_at,
                       count(*) filter (where not q.retry_automatic) as manual, count(*) filter (where q.retry_automatic) as automatic
                  from retry q
                  join outcome o on o.run_uid = q.uid and (o.passed or o.failure_class is not null)
                 group by 1, 2
            ), unit as (
                select KEYS, r.finished_at, true, r.failed, r.failed and t.base_uid is not null, r.failed and t.recovered,
                       case when r.failed then t.manual end, case when r.failed then t.automatic end, s.seconds, w.seconds,
                       case when r.failed then extract(epoch from t.recovered_at - r.finished_at) end,
                       extract(epoch from r.finished_at - r.started_at), null
                  from first_task r
                  left join retried t on t.base_uid = r.uid and t.task_name = r.task_name
                  left join saved s on s.base_uid = r.uid and s.task_name = r.task_name
                  left join wasted w on w.base_uid = r.uid and w.task_name = r.task_name
                union all
                select KEYS, r.finished_at, false, false, false, false, 0, 0, 0, 0, null,
                       null, extract(epoch from o.finished_at - o.started_at)
                  from retry q
                  join outcome o on o.run_uid = q.uid and (o.passed or o.failure_class is not null)
                  join first_task r on r.uid = q.base_uid and r.task_name = o.task_name
            )
            """;

    private RetryUnits() {}

    /** The common table expressions up to {@code unit}. */
    static String of(ReportGroup group) {
        String units = group == ReportGroup.TASK ? OF_TASKS : OF_RUNS;
        return RUNS
                + ", "
                + units.replace("OUTCOME", TaskOutcomes.OF_LINEAGES)
                        .replace("COMPUTE", COMPUTE)
                        .replace("unit as", UNIT)
                        .replace("KEYS", group.keys());
    }

    private static final String UNIT = """
            unit (namespace, pipeline_name, task_name, repository, at, is_first, failed, retried, recovered, manual, automatic,
                  saved, wasted, recovery_seconds, seconds, retry_seconds) as""";
}
