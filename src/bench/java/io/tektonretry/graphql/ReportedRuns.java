package io.tektonretry.graphql;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs of ninety days up to now in 20 namespaces with 10 Pipelines each, with 4.6 TaskRuns in the mean. Two of five are on the main
 * branch, every second commit has two runs. Of a hundred runs eight fail, half of these are retried, and most retries succeed.
 */
record ReportedRuns(JdbcClient jdbc) {

    private static final int CHUNK = 25_000;

    private static final String RUNS = """
            run as (
                select n, cast(md5('run ' || n) as uuid) as uid, 'ns-' || n % 20 as namespace, 'run-' || n as name,
                       'pipeline-' || (n / 20) % 10 as pipeline, 'acme/repo-' || (n / 20) % 10 as repository,
                       'commit ' || n / 400 || '.' || n % 200 as revision,
                       case when abs(hashint4(n)) % 5 < 2 then 'main' else 'topic ' || n / 2400 || '.' || n % 200 end as branch,
                       cast(now() as timestamptz(0)) - n * (interval '90 days' / cast(:runs as float8)) as created_at,
                       120 + abs(hashint4(n + 1)) % 600 as seconds,
                       case when n % 5 < 3 then 5 else 4 end as tasks,
                       case when abs(hashint4(n + 2)) % 100 < 8 then abs(hashint4(n + 3)) % 4 end as failed,
                       abs(hashint4(n + 4)) % 2 = 0 as retried, abs(hashint4(n + 5)) % 10 < 7 as recovered
                  from generate_series(:from, :to) n
            )
            """;

    private static final List<String> TABLES = List.of("""
            insert into pipeline_run
                   (uid, namespace, name, epoch, resource_version, pipeline_name, status, created_at, started_at, finished_at, labels,
                    base_uid, root_uid, tasks_hash, source_repository, source_job, source_revision, source_branch, retry_number,
                    retry_of_uid, attempt_number)
            with RUNS
            select uid, namespace, name, 1, n, pipeline, case when failed is null then 'SUCCEEDED' else 'FAILED' end, created_at,
                   created_at, created_at + seconds * interval '1 s', cast('{}' as jsonb), uid, uid, 0, repository, pipeline, revision, branch, 0, null, 1
              from run
             union all
            select cast(md5('retry ' || n) as uuid), namespace, name || '-r1', 1, n, pipeline,
                   case when recovered then 'SUCCEEDED' else 'FAILED' end, created_at + interval '1 hour', created_at + interval '1 hour',
                   created_at + interval '1 hour' + seconds / 3 * interval '1 s', cast('{}' as jsonb), uid, uid, 0, repository, pipeline, revision,
                   branch, 1, uid, 2
              from run where failed is not null and retried
            """, """
            insert into pipeline_task (pipeline_run_uid, name, position, is_finally, is_matrix, on_error_continue, child_names)
            with RUNS
            select uid, 'task-' || t, t, false, false, false, jsonb_build_array(name || '-task-' || t)
              from run, generate_series(0, tasks - 1) t
             union all
            select cast(md5('retry ' || n) as uuid), 'task-' || failed, 0, false, false, false,
                   jsonb_build_array(name || '-r1-task-' || failed)
              from run where failed is not null and retried
            """, """
            insert into task_run
                   (uid, kind, namespace, name, epoch, resource_version, pipeline_run_uid, is_owned, pipeline_task_name, status,
                    created_at, inputs_hash)
            with RUNS
            select cast(md5('task ' || n || t) as uuid), 'TaskRun', namespace, name || '-task-' || t, 1, n, uid, true, 'task-' || t,
                   case when failed = t then 'FAILED' else 'SUCCEEDED' end, created_at, hashtextextended(revision, t)
              from run, generate_series(0, tasks - 1) t
             union all
            select cast(md5('again ' || n) as uuid), 'TaskRun', namespace, name || '-r1-task-' || failed, 1, n,
                   cast(md5('retry ' || n) as uuid), true, 'task-' || failed, case when recovered then 'SUCCEEDED' else 'FAILED' end,
                   created_at + interval '1 hour', hashtextextended(revision, failed)
              from run where failed is not null and retried
            """, """
            insert into task_attempt (task_run_uid, number, status, failure_class, started_at, finished_at, results, steps)
            with RUNS
            select cast(md5('task ' || n || t) as uuid), 1, case when failed = t then 'FAILED' else 'SUCCEEDED' end,
                   case when failed = t then case n % 5 when 0 then 'INFRASTRUCTURE' else 'USER_CODE' end end,
                   created_at, created_at + seconds * interval '1 s' - (n + t) % 60 * interval '1 s', '[]', '[]'
              from run, generate_series(0, tasks - 1) t
             union all
            select cast(md5('again ' || n) as uuid), 1, case when recovered then 'SUCCEEDED' else 'FAILED' end,
                   case when not recovered then 'USER_CODE' end,
                   created_at + interval '1 hour', created_at + interval '1 hour' + seconds / 3 * interval '1 s', '[]', '[]'
              from run where failed is not null and retried
            """);

    void load(int runs) {
        for (int from = 1; from <= runs; from += CHUNK) {
            for (String table : TABLES) {
                jdbc.sql(table.replace("RUNS", RUNS))
                        .param("from", from)
                        .param("to", Math.min(runs, from + CHUNK - 1))
                        .param("runs", runs)
                        .update();
            }
        }
        jdbc.sql("vacuum analyze").update();
    }
}
