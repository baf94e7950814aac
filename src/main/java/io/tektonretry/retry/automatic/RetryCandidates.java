package io.tektonretry.retry.automatic;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Failed runs on which no decision was made yet. They come from the feed of changes, and have failed since automatic
 * retries were enabled: runs found by the first list of a cluster, or brought back by a restore, are not included.
 */
@Repository
class RetryCandidates {

    /** Starts at the end of the feed: earlier changes are ignored. */
    private static final String BEGIN = """
            insert into automatic_retry_position (seq, began_at) select coalesce(max(seq), 0), :now from change
                on conflict do nothing
            """;

    private static final String FOLLOW = """
            with span as (
                select greatest(seq, (select coalesce(min(seq), 1) - 1 from change)) as after,
                       began_at,
                       least(greatest(seq, (select coalesce(min(seq), 1) - 1 from change)) + :most,
                             (select coalesce(max(seq), 0) from change)) as up_to
                  from automatic_retry_position
                   for update),
            found as (
                insert into automatic_retry (run_uid, namespace, found_at, due_at)
                select distinct r.uid, r.namespace, cast(:now as timestamptz), cast(:due as timestamptz)
                  from span
                  join change c on c.seq > span.after and c.seq <= span.up_to
                  join pipeline_run r on r.uid = c.run_uid
                 where c.kind = 'RUN_FINISHED' and r.status = 'FAILED' and r.finished_at > greatest(cast(:oldest as timestamptz), span.began_at)
                   and (cardinality(:namespaces) = 0 or r.namespace = any(:namespaces))
                    on conflict do nothing)
            update automatic_retry_position p set seq = span.up_to from span where span.up_to > p.seq
            """;

    private static final String DUE = """
            select run_uid, namespace, found_at from automatic_retry where due_at <= :now order by due_at, run_uid limit :limit
            """;

    /**
     * An attempt did not fail the run if a later attempt of the same TaskRun succeeded, or if its author ignores the
     * failure.
     */
    private static final String OTHER_FAILURES = """
            select exists (
                select 1 from shown_child t join task_attempt a on a.task_run_uid = t.uid
                 where t.pipeline_run_uid = :uid and t.status in ('FAILED', 'TIMED_OUT')
                   and t.reason is distinct from 'FailureIgnored'
                   and a.status in ('FAILED', 'TIMED_OUT') and a.failure_class is distinct from 'INFRASTRUCTURE')
            """;

    private static final String ENDED_CHILDREN = """
            select count(*) filter (where status not in ('PENDING', 'RUNNING')) >= :children
                   and count(*) filter (where status in ('PENDING', 'RUNNING')) = 0
              from shown_child where pipeline_run_uid = :uid
            """;

    private static final String RETRIES_OF_LINEAGE = """
            select count(*) from retry_request
             where base_uid = :uid and state = 'CREATED' and requester->>'authentication' = 'SERVICE'
            """;

    private static final String RETRIES_SINCE = """
            select count(*) from retry_request
             where namespace = :namespace and requested_at > :since and requester->>'authentication' = 'SERVICE'
            """;

    /**
     * A failed run.
     *
     * @param foundAt when its end was read from the feed
     */
    record Candidate(UUID uid, String namespace, Instant foundAt) {}

    private final JdbcClient jdbc;

    RetryCandidates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Starts with the next changes, unless it has started already. */
    void begin(Instant now) {
        jdbc.sql(BEGIN).param("now", now.atOffset(ZoneOffset.UTC)).update();
    }

    /** Deletes everything, so that changes until the next start are ignored. */
    void end() {
        jdbc.sql("delete from automatic_retry_position").update();
        jdbc.sql("delete from automatic_retry").update();
    }

    /**
     * Adds failed runs from the next changes.
     *
     * @param most maximum number of changes to read
     * @param maxAge maximum time since the end of a run
     * @return whether there were any changes
     */
    boolean follow(Instant now, Duration delay, Duration maxAge, List<String> namespaces, int most) {
        return jdbc.sql(FOLLOW)
                        .param("most", most)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("due", now.plus(delay).atOffset(ZoneOffset.UTC))
                        .param("oldest", now.minus(maxAge).atOffset(ZoneOffset.UTC))
                        .param("namespaces", namespaces.toArray(String[]::new))
                        .update()
                > 0;
    }

    /** Due runs, longest due first. */
    List<Candidate> due(Instant now, int limit) {
        return jdbc.sql(DUE)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> new Candidate(
                        row.getObject("run_uid", UUID.class),
                        row.getString("namespace"),
                        row.getTimestamp("found_at").toInstant()))
                .list();
    }

    void postpone(UUID uid, Instant due) {
        jdbc.sql("update automatic_retry set due_at = :due where run_uid = :uid")
                .param("due", due.atOffset(ZoneOffset.UTC))
                .param("uid", uid)
                .update();
    }

    void decided(UUID uid) {
        jdbc.sql("delete from automatic_retry where run_uid = :uid")
                .param("uid", uid)
                .update();
    }

    /**
     * Whether the ends of all children are recorded.
     *
     * @param children number of children that the run names
     */
    boolean haveEnded(UUID uid, int children) {
        return jdbc.sql(ENDED_CHILDREN)
                .param("uid", uid)
                .param("children", children)
                .query(Boolean.class)
                .single();
    }

    /** Whether an attempt of the run failed for a reason other than the cluster. */
    boolean hasOtherFailures(UUID uid) {
        return jdbc.sql(OTHER_FAILURES).param("uid", uid).query(Boolean.class).single();
    }

    /** Number of automatic retries of the lineage so far. */
    int retriesOfLineage(UUID baseUid) {
        return jdbc.sql(RETRIES_OF_LINEAGE)
                .param("uid", baseUid)
                .query(Integer.class)
                .single();
    }

    /** Number of automatic retries requested in the namespace since then. */
    int retriesSince(String namespace, Instant since) {
        return jdbc.sql(RETRIES_SINCE)
                .param("namespace", namespace)
                .param("since", since.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }
}
