package io.tektonretry.history.retention;

import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Deletes evidence of runs that ended long ago: Normal Events, and Warnings about what succeeded nevertheless. Warnings about
 * failures stay, and the pods of failures, which have the times of their containers.
 */
@Repository
public class OldEvidence {

    /** A chunk locks tens of Events of each run for a moment. */
    private static final int MOST_RUNS = 200;

    /** What somebody else has locked is being written, and stays until the next round. */
    private static final String DELETE_NORMAL_EVENTS = """
            with child as (
                select t.uid, t.namespace, t.name
                  from unnest(:runs) run (uid)
                 cross join lateral (
                       select uid, namespace, name from task_run where pipeline_run_uid = run.uid offset 0) t
            ), ended (uid, namespace, name) as (
                select uid, namespace, name from pipeline_run where uid = any(:runs)
                 union all
                select * from child
                 union all
                select p.uid, p.namespace, p.name
                  from child
                 cross join lateral (
                       select uid, namespace, name from pod_outcome
                        where (task_run_uid, namespace, task_run_name) = (child.uid, child.namespace, child.name) offset 0) p
            ), unneeded as (
                select e.uid
                  from ended
                 cross join lateral (
                       select uid from run_event
                        where (involved_uid, namespace, involved_name) = (ended.uid, ended.namespace, ended.name)
                          and type = 'Normal'
                          for update skip locked) e)
            delete from run_event where uid = any(array(select uid from unneeded))
            """;

    private final JdbcClient jdbc;
    private final EndedRunWalk runs;
    private final EvidenceOfSuccess success;

    OldEvidence(JdbcClient jdbc, EndedRunWalk runs, EvidenceOfSuccess success) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.success = success;
    }

    /**
     * Looks at the next runs that ended before then, oldest first.
     *
     * @return whether there is no further chunk
     */
    @Transactional
    public boolean prune(Instant before, Instant now, int limit) {
        int most = Math.min(limit, MOST_RUNS);
        UUID[] next = runs.next("old_evidence", EvidenceOfSuccess.ROUND, before, now, most)
                .toArray(UUID[]::new);
        if (next.length > 0) {
            jdbc.sql(DELETE_NORMAL_EVENTS).param("runs", next).update();
            success.delete(next, true);
        }
        return next.length < most;
    }
}
