package io.tektonretry.telemetry;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.RunFailures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The queue of ended runs, and what the history says about them. */
@Repository
class EndedRunQueue {

    private static final String NEXT = """
            select uid from ended_run where counted = :counted order by seq limit :limit
            """;

    /** Runs that wait too long, or too many of them, are dropped. */
    private static final String DROP = """
            delete from ended_run
             where at < :before or seq <= (select seq from ended_run order by seq desc offset :most limit 1)
            """;

    /**
     * A retry has saved what it left out and what last passed before it. A failed attempt was wasted on the run that has
     * the next attempt of the same task.
     */
    private static final String FIND = """
            select r.uid, r.namespace, r.name, r.pipeline_name, r.status, r.reason, r.created_at, r.started_at,
                   coalesce(r.finished_at, r.deleted_at, r.created_at) as ended_at,
                   coalesce(outer_run.root_uid, r.root_uid) as trace_uid,
                   coalesce(outer_run.uid, nullif(r.root_uid, r.uid)) as outer_uid,
                   r.retry_of_uid, r.attempt_number,
                   case when r.retry_inferred or r.starts_anew then 'full_rerun'
                        when r.retry_number > 0 then 'partial_retry'
                        else 'original' end as kind,
                   case when r.status = 'SUCCEEDED' and not r.leaves_tasks then (
                       select extract(epoch from r.finished_at - min(f.finished_at) filter (where f.status in ('FAILED', 'TIMED_OUT')))
                         from pipeline_run f
                        where f.root_uid = r.root_uid and f.namespace = r.namespace and f.attempt_number < r.attempt_number
                       having not bool_or(f.status = 'SUCCEEDED' and not f.leaves_tasks)) end as recovery,
                   coalesce(saved.seconds, 0) as saved, coalesce(wasted.seconds, 0) as wasted,
                   r.source_repository, r.source_revision, r.source_branch, r.source_pull_request
              from pipeline_run r
              left join pipeline_run outer_run on outer_run.uid = r.parent_uid and outer_run.namespace = r.namespace
              left join lateral (
                   select sum(seconds) as seconds
                     from (select distinct on (task_name) task_name, passed, seconds
                             from (select retry_number, task_name, bool_and(verdict is not distinct from 'PASS') as passed,
                                          sum(extract(epoch from finished_at - started_at)) as seconds
                                     from (select distinct on (run_uid, task_run_name) a.*
                                             from finished_attempt a
                                            where a.base_uid = r.base_uid and a.namespace = r.namespace
                                              and a.retry_number < r.retry_number
                                            order by run_uid, task_run_name, created_at desc, task_run_uid, number desc) last_attempt
                                    group by 1, 2) outcome
                            order by task_name, retry_number desc) before
                    where passed and (r.definition_tasks is null or task_name = any(r.definition_tasks))
                      and exists (select 1 from pipeline_task t where t.pipeline_run_uid = r.uid)
                      and not exists (select 1 from pipeline_task t where t.pipeline_run_uid = r.uid and t.name = before.task_name)
                   ) saved on r.retry_number > 0
              left join lateral (
                   select sum(seconds) as seconds
                     from (select verdict, extract(epoch from finished_at - started_at) as seconds, lead(run_uid) over (
                                      partition by task_name, combination_hash order by retry_number, created_at, number) as next_uid
                             from finished_attempt a
                            where a.base_uid = r.base_uid and a.namespace = r.namespace) attempt
                    where verdict in ('FAIL', 'INFRASTRUCTURE') and next_uid = r.uid
                   ) wasted on true
             where r.uid = any(:uids)
            """;

    private static final String ATTEMPTS = """
            select run_uid, task_run_uid, number, task_name, task_run_name, started_at, finished_at, verdict, failure_class
              from (select a.*, row_number() over (partition by run_uid order by created_at, task_run_uid, number) as place
                      from finished_attempt a
                     where a.run_uid = any(:uids) and a.started_at is not null) attempt
             where place <= :most
             order by run_uid, place
            """;

    /** What a retry reused: the attempts that passed last before it, of tasks that it left out. */
    private static final String REUSED = """
            select run.uid as run_uid, reused.task_run_uid, reused.number, reused.task_name, reused.task_run_name,
                   reused.started_at, reused.finished_at, reused.verdict, reused.failure_class
              from pipeline_run run
             cross join lateral (
                   select last_attempt.*
                     from (select distinct on (task_name, combination_hash) a.*
                             from finished_attempt a
                            where a.base_uid = run.base_uid and a.namespace = run.namespace
                              and a.retry_number < run.retry_number and a.started_at is not null
                            order by task_name, combination_hash, retry_number desc, created_at desc, number desc) last_attempt
                    where verdict = 'PASS'
                      and not exists (
                          select 1 from pipeline_task t where t.pipeline_run_uid = run.uid and t.name = last_attempt.task_name)
                    order by task_name, task_run_uid
                    limit :most) reused
             where run.uid = any(:uids) and run.retry_number > 0
            """;

    /** Pipelines with few active runs are one row together. */
    private static final String ACTIVE = """
            with active as (
                select namespace, pipeline_name, status, count(*) as runs, row_number() over (order by count(*) desc) as place
                  from pipeline_run
                 where status in ('PENDING', 'RUNNING')
                 group by 1, 2, 3)
            select case when place <= :most then namespace else 'other' end as namespace,
                   case when place <= :most then pipeline_name else 'other' end as pipeline_name, status, sum(runs) as runs
              from active
             group by 1, 2, 3
            """;

    private final JdbcClient jdbc;
    private final RunFailures failures;

    EndedRunQueue(JdbcClient jdbc, RunFailures failures) {
        this.jdbc = jdbc;
        this.failures = failures;
    }

    /** A number of active runs. */
    record Active(String namespace, @Nullable String pipelineName, PipelineRunStatus status, long runs) {}

    List<UUID> next(boolean counted, int limit) {
        return jdbc.sql(NEXT)
                .param("counted", counted)
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    void counted(Collection<UUID> runs) {
        jdbc.sql("update ended_run set counted = true where uid = any(:uids) and not counted")
                .param("uids", array(runs))
                .update();
    }

    void remove(Collection<UUID> runs) {
        jdbc.sql("delete from ended_run where uid = any(:uids)")
                .param("uids", array(runs))
                .update();
    }

    /** Lets all others go first: the endpoint may reject this run alone. Its age stays. */
    void postpone(UUID run) {
        jdbc.sql("""
                        with taken as (delete from ended_run where uid = :uid returning uid, at, counted)
                        insert into ended_run (uid, at, counted) select distinct uid, at, counted from taken
                        """).param("uid", run).update();
    }

    int drop(Instant before, int most) {
        return jdbc.sql(DROP)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .update();
    }

    List<EndedRun> find(Collection<UUID> runs) {
        Map<UUID, FailureClass> classes = failures.of(runs);
        return jdbc.sql(FIND)
                .param("uids", array(runs))
                .query((row, number) -> run(row, classes))
                .list();
    }

    List<EndedAttempt> attempts(Collection<UUID> runs, int most) {
        return attempts(ATTEMPTS, runs, most);
    }

    /** Attempts that retries reused; {@code runUid} is the retry. */
    List<EndedAttempt> reused(Collection<UUID> runs, int most) {
        return attempts(REUSED, runs, most);
    }

    List<Active> active(int most) {
        return jdbc.sql(ACTIVE)
                .param("most", most)
                .query((row, number) -> new Active(
                        row.getString("namespace"),
                        row.getString("pipeline_name"),
                        PipelineRunStatus.valueOf(row.getString("status")),
                        row.getLong("runs")))
                .list();
    }

    private List<EndedAttempt> attempts(String statement, Collection<UUID> runs, int most) {
        return jdbc.sql(statement)
                .param("uids", array(runs))
                .param("most", most)
                .query((row, number) -> new EndedAttempt(
                        row.getObject("run_uid", UUID.class),
                        row.getObject("task_run_uid", UUID.class),
                        row.getInt("number"),
                        row.getString("task_name"),
                        row.getString("task_run_name"),
                        time(row, "started_at"),
                        time(row, "finished_at"),
                        row.getString("verdict"),
                        row.getString("failure_class")))
                .list();
    }

    private static EndedRun run(ResultSet row, Map<UUID, FailureClass> classes) throws SQLException {
        UUID uid = row.getObject("uid", UUID.class);
        double recovery = row.getDouble("recovery");
        Duration recovered = row.wasNull() ? null : Duration.ofMillis(Math.round(recovery * 1_000));
        OffsetDateTime started = row.getObject("started_at", OffsetDateTime.class);
        return new EndedRun(
                uid,
                row.getString("namespace"),
                row.getString("name"),
                row.getString("pipeline_name"),
                PipelineRunStatus.valueOf(row.getString("status")),
                row.getString("reason"),
                time(row, "created_at"),
                started == null ? null : started.toInstant(),
                time(row, "ended_at"),
                row.getObject("trace_uid", UUID.class),
                row.getObject("outer_uid", UUID.class),
                row.getObject("retry_of_uid", UUID.class),
                row.getInt("attempt_number"),
                row.getString("kind"),
                classes.get(uid),
                recovered,
                row.getDouble("saved"),
                row.getDouble("wasted"),
                row.getString("source_repository"),
                row.getString("source_revision"),
                row.getString("source_branch"),
                row.getString("source_pull_request"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static UUID[] array(Collection<UUID> uids) {
        return uids.toArray(UUID[]::new);
    }
}
