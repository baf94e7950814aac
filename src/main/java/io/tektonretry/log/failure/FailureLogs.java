package io.tektonretry.log.failure;

import static java.util.stream.Collectors.groupingBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The recorded last lines of failed steps, and the queue of logs to read. */
@Repository
public class FailureLogs {

    /** How long a claim is valid: a replica that holds it longer has died. */
    static final Duration CLAIM = Duration.ofMinutes(1);

    private static final int STEPS_OF_AN_ATTEMPT = 5;

    /** Maximum length of a step name; anyone who may write TaskRuns can write longer names, which no index accepts. */
    private static final int LONGEST_NAME = 253;

    /** Joins pods like other evidence: the attempt names the pod, the pod its TaskRun, and the run the TaskRun. */
    private static final String CLAIM_SOME = """
            with claimed as (
                insert into failure_log as f (task_run_uid, number, step, pod_uid, claimed_at)
                select a.task_run_uid, a.number, s.step, pod.uid, now()
                  from task_attempt a
                 cross join lateral (select namespace, name from shown_child where uid = a.task_run_uid limit 1) t
                 cross join lateral (
                       select p.uid, p.deleted_at from pod_outcome p
                        where p.task_run_uid = a.task_run_uid and p.namespace = t.namespace and p.task_run_name = t.name
                          and p.name = a.pod_name
                        order by p.created_at desc
                        limit 1) pod
                 cross join lateral (
                       select e.value ->> 0 as step, min(e.position) as position
                         from jsonb_array_elements(cast(a.steps as jsonb)) with ordinality e (value, position)
                        where cast(e.value ->> 1 as int) <> 0 and length(e.value ->> 0) <= :longestName
                        group by 1
                        order by 2
                        limit :steps) s
                 where a.failure_class is not null and a.finished_at > :since and a.finished_at <= :until
                   and (pod.deleted_at is null or a.finished_at > :lately)
                   and not exists (
                       select 1 from failure_log d
                        where (d.task_run_uid, d.number, d.step) = (a.task_run_uid, a.number, s.step)
                          and (d.claimed_at is null or d.claimed_at > now() - make_interval(secs => :claim)))
                 order by a.finished_at desc
                 limit :limit
                    on conflict (task_run_uid, number, step) do update
                   set (pod_uid, claimed_at, tries) = (excluded.pod_uid, now(), f.tries + 1)
                 where f.claimed_at <= now() - make_interval(secs => :claim)
                returning *)
            select c.task_run_uid, c.number, c.step, c.tries, a.finished_at, p.namespace, p.name as pod,
                   p.deleted_at is not null as is_gone
              from claimed c
              join pod_outcome p on p.uid = c.pod_uid
              join task_attempt a on (a.task_run_uid, a.number) = (c.task_run_uid, c.number)
            """;

    private static final String STORE = """
            update failure_log
               set (tail, missing, claimed_at) = (:tail, :missing, null)
             where task_run_uid = :taskRun and number = :number and step = :step
            """;

    /** Lets any replica claim the log at once. */
    private static final String GIVE_BACK = """
            update failure_log
               set claimed_at = now() - make_interval(secs => :claim), tries = tries - 1
             where task_run_uid = :taskRun and number = :number and step = :step and claimed_at is not null
            """;

    /**
     * A log that this replica is to read.
     *
     * @param tries number of attempts to read it, including this one
     * @param finishedAt when the attempt ended
     * @param isGone whether its pod is known to be gone
     */
    record Claim(
            UUID taskRunUid,
            int number,
            String step,
            int tries,
            Instant finishedAt,
            String namespace,
            String pod,
            boolean isGone) {}

    private final JdbcClient jdbc;

    FailureLogs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Claims some logs of failed attempts, the newest first.
     *
     * @param since attempts that ended later than this
     * @param until attempts that ended at this time at the latest
     * @param lately attempts that ended later than this are claimed even if their pod is gone
     */
    List<Claim> claim(Instant since, Instant until, Instant lately, int limit) {
        return jdbc.sql(CLAIM_SOME)
                .param("since", since.atOffset(ZoneOffset.UTC))
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("lately", lately.atOffset(ZoneOffset.UTC))
                .param("claim", CLAIM.toSeconds())
                .param("steps", STEPS_OF_AN_ATTEMPT)
                .param("longestName", LONGEST_NAME)
                .param("limit", limit)
                .query(Claim.class)
                .list();
    }

    void store(Claim claim, @Nullable String tail, @Nullable LogTailMissing missing) {
        of(claim, STORE)
                .param("tail", tail)
                .param("missing", missing == null ? null : missing.name())
                .update();
    }

    /** Returns a claim as if it had not been made. */
    void giveBack(Claim claim) {
        of(claim, GIVE_BACK).param("claim", CLAIM.toSeconds()).update();
    }

    private JdbcClient.StatementSpec of(Claim claim, String sql) {
        return jdbc.sql(sql)
                .param("taskRun", claim.taskRunUid())
                .param("number", claim.number())
                .param("step", claim.step());
    }

    /** Size of the kept lines of these TaskRuns, in bytes. */
    public long size(Collection<UUID> taskRuns) {
        return jdbc.sql(
                        "select coalesce(sum(octet_length(tail)), 0) from failure_log where task_run_uid = any(:taskRuns)")
                .param("taskRuns", taskRuns.toArray(UUID[]::new))
                .query(Long.class)
                .single();
    }

    /** The kept logs of each TaskRun; those without any are absent. */
    public Map<UUID, List<FailureLog>> of(Collection<UUID> taskRuns) {
        return jdbc
                .sql(
                        "select task_run_uid, number, step, tail, missing from failure_log where task_run_uid = any(:taskRuns)")
                .param("taskRuns", taskRuns.toArray(UUID[]::new))
                .query(FailureLog.class)
                .list()
                .stream()
                .collect(groupingBy(FailureLog::taskRunUid));
    }
}
