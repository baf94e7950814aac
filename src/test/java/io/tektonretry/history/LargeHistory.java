package io.tektonretry.history;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Many runs that have all failed, one every five minutes up to a time, with all that belongs to them: two TaskRuns with a pod and an
 * Event each, an audit event and a request. One child that each run proves was seen.
 */
public record LargeHistory(JdbcClient jdbc) {

    private static final List<String> TABLES = List.of("""
            insert into pipeline_run
                   (uid, namespace, name, epoch, resource_version, status, created_at, started_at, finished_at, labels,
                    base_uid, root_uid, tasks_hash,
                    source_repository, source_job, source_revision, source_pull_request)
            select cast(md5('run ' || n) as uuid), 'ci', 'run-' || n, 1, n, 'FAILED', ended - interval '9 s', ended, ended,
                   '{"app": "shop", "tekton.dev/pipeline": "release"}',
                   cast(md5('run ' || n) as uuid), cast(md5('run ' || n) as uuid), 0,
                   case when n < :runs then 'acme/app' else 'acme/rare' end, 'unit', 'commit ' || n / 4, cast(n / 16 as text)
              from generate_series(1, :runs) n, lateral (select cast(:now as timestamptz) - n * interval '5 min' as ended) e
            """, """
            insert into pipeline_task
                   (pipeline_run_uid, name, position, is_finally, is_matrix, on_error_continue, child_names)
            select cast(md5('run ' || n) as uuid), 'test', 0, false, false, false, jsonb_build_array('run-' || n || '-a')
              from generate_series(1, :runs) n where :now is not null
            """, """
            insert into task_run
                   (uid, kind, namespace, name, epoch, resource_version, pipeline_run_uid, is_owned, pipeline_task_name,
                    status, created_at, deleted_at)
            select cast(md5('task ' || t || ' ' || n) as uuid), 'TaskRun', 'ci', 'run-' || n || '-' || t, 1, n,
                   cast(md5('run ' || n) as uuid), true, 'test', 'FAILED',
                   cast(:now as timestamptz) - n * interval '5 min', cast(:now as timestamptz) - n * interval '5 min'
              from generate_series(1, :runs) n, unnest(array['a', 'b']) t
            """, """
            insert into task_attempt (task_run_uid, number, status, results, steps)
            select uid, 1, 'FAILED', '[]', '[]' from task_run where :now is not null and :runs > 0
            """, """
            insert into document (uid, kind, epoch, resource_version, body, json_bytes)
            select uid, 'Any', 1, 1, cast(repeat(name, 9) as bytea), 9 * length(name)
              from (select uid, name from pipeline_run union all select uid, name from task_run) o
             where :now is not null and :runs > 0
            """, """
            insert into pod_outcome
                   (uid, task_run_uid, task_run_name, namespace, name, resource_version, phase, disrupted, created_at, containers)
            select cast(md5('pod ' || uid) as uuid), uid, name, 'ci', name, 1, 'Failed', false, created_at, '[]'
              from task_run where :now is not null and :runs > 0
            """, """
            insert into run_event
                   (uid, resource_version, namespace, involved_kind, involved_uid, involved_name, type, reason, message,
                    count, first_at, last_at)
            select cast(md5('event ' || uid) as uuid), 1, 'ci', 'TaskRun', uid, name, 'Normal', 'Started', '', 1,
                   created_at, created_at
              from task_run where :now is not null and :runs > 0
            """, """
            insert into audit_event
                   (id, at, action, outcome, actor, actor_groups, authentication, run_uid, params, overrides)
            select cast(md5('audit ' || uid) as uuid), created_at, 'RETRY_PIPELINE_RUN', 'ALLOWED', 'ann', '{}', 'OIDC', uid,
                   '{}', '{}'
              from pipeline_run where :now is not null and :runs > 0
            """, """
            insert into retry_request
                   (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester, requested_at,
                    options, state, created_uid, finished_at)
            select uid, uid, 1, uid, 'ci', name || '-r1', 'ann',
                   '{"name": "ann", "groups": [], "extra": {}, "authentication": "OIDC"}', created_at, '{}', 'CREATED', uid, created_at
              from pipeline_run where :now is not null and :runs > 0
            """, """
            insert into tombstone (uid, kind, namespace, epoch, resource_version, pruned_at)
            select cast(md5('gone ' || n) as uuid), 'TaskRun', 'ci', 1, 1, cast(:now as timestamptz)
              from generate_series(1, :runs) n
            """);

    /** In place of all that is there. */
    public void fill(int runs, Instant now) {
        clear();
        for (String table : TABLES) {
            jdbc.sql(table).param("runs", runs).param("now", now.toString()).update();
        }
        jdbc.sql("vacuum analyze").update();
    }

    public void clear() {
        new HistoryDump(jdbc).clear();
        jdbc.sql("truncate retry_definition, retry_request, change").update();
        jdbc.sql("alter table audit_event disable trigger all").update();
        jdbc.sql("truncate audit_event").update();
        jdbc.sql("alter table audit_event enable trigger all").update();
    }
}
