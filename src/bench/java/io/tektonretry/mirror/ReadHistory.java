package io.tektonretry.mirror;

import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs as the service records them, one every 3.5 seconds in 100 namespaces: 15 % failed, 4.6 tasks each. They are deleted from the
 * cluster, so that the mirror leaves them as they are. One lineage has 50 attempts.
 */
record ReadHistory(JdbcClient jdbc) {

    private static final int CHUNK = 10_000;

    /** Adds older runs until there are so many. */
    void fill(int runs) {
        long start = System.nanoTime();
        int known = count();
        for (int from = known + 1; from <= runs; from += CHUNK) {
            for (String statement : FILL) {
                jdbc.sql(statement)
                        .param("from", from)
                        .param("to", Math.min(runs, from + CHUNK - 1))
                        .update();
            }
        }
        if (known < runs) {
            ONCE.forEach(statement -> jdbc.sql(statement).update());
            jdbc.sql("vacuum analyze").update();
        }
        System.out.printf(
                Locale.ROOT,
                "%,d runs, %,d of them added in %.0f s%n",
                count(),
                count() - known,
                (System.nanoTime() - start) / 1e9);
    }

    int count() {
        return jdbc.sql("select count(*) from pipeline_run where namespace like 'team-%'")
                .query(Integer.class)
                .single();
    }

    private static final List<String> FILL = List.of("""
            insert into pipeline_run
                   (uid, namespace, name, epoch, resource_version, pipeline_name, status, reason, message, failure_class,
                    attempts_failure_class, created_at, started_at, finished_at, deleted_at, labels, base_uid, root_uid, tasks_hash,
                    source_repository, source_job, source_revision, source_branch)
            select uid, 'team-' || n % 100, 'run-' || n, 1, n, 'pipeline-' || n % 37, status,
                   case status when 'SUCCEEDED' then 'Succeeded' when 'FAILED' then 'Failed' else 'Cancelled' end,
                   'Tasks Completed: 5 (Failed: ' || n % 3 || ', Cancelled 0), Skipped: 0',
                   case status when 'FAILED' then 'UNKNOWN' when 'CANCELLED' then 'CANCELLED' end,
                   case status when 'FAILED' then 'USER_CODE' end,
                   at, at + interval '1 s', at + interval '5 min', at + interval '1 h',
                   jsonb_build_object('app', 'app-' || n % 500, 'tekton.dev/pipeline', 'pipeline-' || n % 37)
                   || case when n % 20000 = 5 then '{"rare": "yes"}' else '{}' end::jsonb,
                   uid, uid, 0, 'acme/app-' || n % 100, 'pipeline-' || n % 37, md5('revision ' || n / 3), 'main'
              from generate_series(:from, :to) n,
                   lateral (select cast(md5('run ' || n) as uuid) as uid,
                                   coalesce((select created_at from pipeline_run where uid = cast(md5('run 1') as uuid)), now())
                                   - n * interval '3.5 s' as at,
                                   case when n % 20 in (7, 8, 9) then 'FAILED' when n % 20 = 3 then 'CANCELLED' else 'SUCCEEDED' end
                                   as status) run
            """, """
            insert into pipeline_task
                   (pipeline_run_uid, name, position, is_finally, is_matrix, on_error_continue, task_name, child_names)
            select cast(md5('run ' || n) as uuid), 'task-' || t, t - 1, false, false, false, 'task-' || t,
                   jsonb_build_array('run-' || n || '-task-' || t)
              from generate_series(:from, :to) n, generate_series(1, 4 + (n % 5 < 3)::int) t
            """, """
            insert into task_run
                   (uid, kind, namespace, name, epoch, resource_version, pipeline_run_uid, is_owned, pipeline_task_name, status,
                    reason, created_at, deleted_at)
            select cast(md5('task ' || n || ' ' || t) as uuid), 'TaskRun', r.namespace, r.name || '-task-' || t, 1, n, r.uid, true,
                   'task-' || t, case when t = 4 then r.status else 'SUCCEEDED' end, 'Succeeded',
                   r.created_at + t * interval '1 min', r.deleted_at
              from generate_series(:from, :to) n
              join pipeline_run r on r.uid = cast(md5('run ' || n) as uuid), generate_series(1, 4 + (n % 5 < 3)::int) t
            """, """
            insert into task_attempt
                   (task_run_uid, number, status, reason, failure_class, pod_name, started_at, finished_at, results, steps)
            select t.uid, 1, t.status, t.reason,
                   case t.status when 'FAILED' then 'USER_CODE' when 'CANCELLED' then 'CANCELLED' end,
                   t.name || '-pod', t.created_at, t.created_at + interval '50 s',
                   jsonb_build_array(jsonb_build_array('digest', 'string', md5(t.name))),
                   '[["prepare",0],["main",0]]'
              from generate_series(:from, :to) n
              join pipeline_run r on r.uid = cast(md5('run ' || n) as uuid)
              join task_run t on t.pipeline_run_uid = r.uid
            """);

    /** The sums of the days are those of the runs; the task that derives them has nothing left to do. */
    private static final List<String> ONCE = List.of("""
            insert into pipeline_run
                   (uid, namespace, name, epoch, resource_version, pipeline_name, status, reason, failure_class, created_at,
                    started_at, finished_at, deleted_at, labels, base_uid, root_uid, tasks_hash, retry_of_uid, retry_number,
                    attempt_number)
            select cast(md5('long ' || n) as uuid), 'long', 'long-' || n, 1, n, 'long', 'FAILED', 'Failed', 'UNKNOWN', at, at,
                   at + interval '1 min', at + interval '2 min', '{}', root, root, 0,
                   case when n > 0 then cast(md5('long ' || n - 1) as uuid) end, n, n + 1
              from generate_series(0, 49) n,
                   lateral (select now() - (100 - n) * interval '1 h' as at, cast(md5('long 0') as uuid) as root) run
                on conflict do nothing
            """, """
            insert into report_series (id, namespace, pipeline_name, repository)
            select distinct hash_of_series(namespace, pipeline_name, null, source_repository), namespace, pipeline_name,
                   source_repository
              from pipeline_run where namespace like 'team-%'
                on conflict do nothing
            """, """
            insert into report_day (series_id, branch_hash, day, runs, failed_runs)
            select hash_of_series(namespace, pipeline_name, null, source_repository), 0, cast(finished_at at time zone 'UTC' as date),
                   count(*), count(*) filter (where status = 'FAILED')
              from pipeline_run where namespace like 'team-%'
             group by 1, 2, 3
                on conflict (series_id, branch_hash, day) do update set runs = excluded.runs, failed_runs = excluded.failed_runs
            """, """
            insert into fact_position (seq, walked) select coalesce(max(seq), 0), null from change
                on conflict (only_one) do update set walked = null
            """);
}
