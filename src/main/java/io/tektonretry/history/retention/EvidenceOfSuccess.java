package io.tektonretry.history.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Deletes pods and Events that explain nothing: those of attempts, tasks and runs that succeeded. Warnings stay, and so
 * does a pod that has some or that the cluster ended.
 */
@Repository
public class EvidenceOfSuccess {

    static final Duration ROUND = Duration.ofDays(7);

    /** A run has several pods and tens of Events; a chunk locks them for a moment. */
    private static final int MOST_RUNS = 200;

    /**
     * Pods of attempts that succeeded. {@code offset 0} makes PostgreSQL look up each child, attempt and pod by its key,
     * whatever its statistics say.
     */
    private static final String PODS = """
            select p.*, t.uid as task_run_uid, t.namespace, a.number
              from unnest(:runs) run (uid)
             cross join lateral (
                   select uid, namespace, name from task_run where pipeline_run_uid = run.uid offset 0) t
             cross join lateral (
                   select number, pod_name from task_attempt
                    where task_run_uid = t.uid and status = 'SUCCEEDED' offset 0) a
             cross join lateral (
                   select p.uid, p.name, p.created_at from pod_outcome p
                    where p.task_run_uid = t.uid and (p.namespace, p.task_run_name, p.name) = (t.namespace, t.name, a.pod_name)
                      and not p.disrupted LOCK) p
            """;

    /** What somebody else has locked is being written, and stays until the next round. */
    private static final String DELETE_EVENTS = """
            with succeeded (uid, namespace, name) as (
                select uid, namespace, name from pipeline_run where uid = any(:runs) and status = 'SUCCEEDED'
                 union all
                select t.uid, t.namespace, t.name
                  from unnest(:runs) run (uid)
                 cross join lateral (
                       select uid, namespace, name from task_run
                        where pipeline_run_uid = run.uid and status = 'SUCCEEDED' offset 0) t
                 union all
                select uid, namespace, name from (PODS) pod
            ), unneeded as (
                select e.uid
                  from succeeded s
                 cross join lateral (
                       select uid from run_event
                        where (involved_uid, namespace, involved_name) = (s.uid, s.namespace, s.name) and (type = 'Normal' or :warnings)
                          for update skip locked) e)
            delete from run_event where uid = any(array(select uid from unneeded))
            """.replace("PODS", PODS.replace("LOCK", "offset 0"));

    /** Several pods of one name follow each other; the first one counts as that of the attempt. */
    private static final String DELETE_PODS = """
            with quiet as (
                PODS
            ), deleted as (
                delete from pod_outcome where uid = any(array(select uid from quiet)))
            update task_attempt a
               set pod_uid = pod.uid
              from (select distinct on (task_run_uid, number) task_run_uid, number, uid
                      from quiet order by task_run_uid, number, created_at, uid) pod
             where (a.task_run_uid, a.number) = (pod.task_run_uid, pod.number) and a.pod_uid is null
            """.replace("PODS", PODS.replace("LOCK", """
            and not exists (
                          select 1 from run_event e
                           where (e.involved_uid, e.namespace, e.involved_name) = (p.uid, p.namespace, p.name))
                      for update skip locked"""));

    /**
     * Result of a chunk.
     *
     * @param runs number of runs that were looked at
     * @param isLast whether there is no further chunk
     */
    public record Chunk(int runs, boolean isLast) {}

    private final JdbcClient jdbc;
    private final EndedRunWalk runs;

    EvidenceOfSuccess(JdbcClient jdbc, EndedRunWalk runs) {
        this.jdbc = jdbc;
        this.runs = runs;
    }

    /** Looks at the next runs that ended before then, oldest first. */
    @Transactional
    public Chunk prune(Instant before, Instant now, int limit) {
        int most = Math.min(limit, MOST_RUNS);
        UUID[] next = runs.next("evidence_of_success", ROUND, before, now, most).toArray(UUID[]::new);
        if (next.length > 0) {
            delete(next, false);
        }
        return new Chunk(next.length, next.length < most);
    }

    void delete(UUID[] runs, boolean warnings) {
        jdbc.sql(DELETE_EVENTS).param("runs", runs).param("warnings", warnings).update();
        jdbc.sql(DELETE_PODS).param("runs", runs).update();
    }
}
