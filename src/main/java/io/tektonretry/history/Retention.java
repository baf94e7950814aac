package io.tektonretry.history;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes old runs out of the history, a lineage as a whole: no retry is left without the run that it derives from. Runs whose parent
 * is recorded go after it, and a lineage for which a retry is requested stays.
 */
@Repository
public class Retention {

    /** Writers of runs share this lock, so that none of them brings a run back that it saw just before. */
    static final long KEY = 0x74656b746f6fL;

    /** How long after the end of an object somebody may still repeat what it was: a replay of the watch, or a slower replica. */
    static final Duration REPEATS = Duration.ofDays(1);

    /** In the order in which every writer takes them. */
    private static final String MARK_GONE = """
            update tombstone t
               set gone_at = :at
              from (select uid from tombstone where uid = any(:uids) and gone_at is null order by uid for update) gone
             where t.uid = gone.uid
            """;

    private static final String PAGE = """
            select r.root_uid, coalesce(r.finished_at, r.deleted_at) as ended, r.uid
              from pipeline_run r
             where %1$s
               and (coalesce(r.finished_at, r.deleted_at), r.uid) > (:at, :uid)
             order by coalesce(r.finished_at, r.deleted_at), r.uid
             limit :limit
            """;

    private static final String DOOMED = """
            select r.uid from pipeline_run r
             where r.root_uid = any(:roots)
               and not exists (select 1 from pipeline_run o where o.root_uid = r.root_uid and not %1$s)
               and not exists (
                   select 1 from pipeline_run o join retry_request q on q.retry_of_uid = o.uid or q.base_uid = o.uid
                    where o.root_uid = r.root_uid and q.state in ('SCHEDULED', 'CREATING'))
               and not exists (
                   select 1 from pipeline_run o join pipeline_run p on p.uid = o.parent_uid where o.root_uid = r.root_uid)
            """;

    private static final String FOREIGN_EVENTS = """
            delete from run_event
             where uid in (
                   select e.uid from run_event e
                    where e.last_at < :before
                      and not exists (select 1 from pipeline_run r where r.uid = e.involved_uid)
                      and not exists (select 1 from task_run t where t.uid = e.involved_uid)
                      and not exists (select 1 from pod_outcome p where p.uid = e.involved_uid)
                    limit :limit)
            """;

    private static final String FOREIGN_PODS = """
            delete from pod_outcome
             where uid in (
                   select p.uid from pod_outcome p
                    where coalesce(p.deleted_at, p.created_at) < :before
                      and not exists (select 1 from task_run t where t.uid = p.task_run_uid)
                    limit :limit)
            """;

    /**
     * What a chunk was.
     *
     * @param runs how many runs of it may go, or have gone
     * @param next where the next chunk begins; null when there is none
     */
    public record Chunk(int runs, @Nullable ListPosition next) {}

    private record Candidate(UUID rootUid, Instant ended, UUID uid) {}

    private final JdbcClient jdbc;
    private final PrunedRows rows;

    Retention(JdbcClient jdbc, PrunedRows rows) {
        this.jdbc = jdbc;
        this.rows = rows;
    }

    /**
     * Looks at a chunk of expired runs, oldest first, and prunes the lineages among them that have expired as a whole.
     *
     * @param isDryRun only counts them
     */
    @Transactional
    public Chunk prune(List<RetentionRule> rules, Instant now, ListPosition from, int limit, boolean isDryRun) {
        ExpiredRuns expired = new ExpiredRuns(rules, now);
        List<Candidate> page = page(expired, from, limit);
        Set<UUID> roots = new HashSet<>();
        page.forEach(candidate -> roots.add(candidate.rootUid()));
        if (!isDryRun) {
            lock();
        }
        Set<UUID> doomed = doomed(expired, roots);
        if (isDryRun) {
            doomed.retainAll(page.stream().map(Candidate::uid).toList());
        } else if (!doomed.isEmpty()) {
            rows.takeRuns(doomed, now);
        }
        if (page.size() < limit) {
            return new Chunk(doomed.size(), null);
        }
        Candidate last = page.get(page.size() - 1);
        return new Chunk(doomed.size(), new ListPosition(last.ended(), last.uid()));
    }

    /** Deletes pods of TaskRuns that are not recorded, and says how many. */
    public int pruneForeignPods(Instant before, int limit) {
        return pruneForeign(FOREIGN_PODS, before, limit);
    }

    /** Deletes Events that are about nothing which is recorded, and says how many. */
    public int pruneForeignEvents(Instant before, int limit) {
        return pruneForeign(FOREIGN_EVENTS, before, limit);
    }

    private int pruneForeign(String statement, Instant before, int limit) {
        return jdbc.sql(statement)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }

    /** Keeps writers of runs away until the end of the transaction. */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(:key)").param("key", KEY).query(row -> {});
    }

    /** Deletes the tombstones of objects that were gone so long ago that nobody speaks of them any more, and says how many. */
    public int forgetGone(Instant now) {
        return jdbc.sql("delete from tombstone where gone_at < :before")
                .param("before", now.minus(REPEATS).atOffset(ZoneOffset.UTC))
                .update();
    }

    /** An object that is gone needs its tombstone only for as long as it may be reported again. */
    void gone(Collection<UUID> uids, Instant noticedAt) {
        if (!uids.isEmpty()) {
            jdbc.sql(MARK_GONE)
                    .param("uids", uids.toArray(UUID[]::new))
                    .param("at", noticedAt.atOffset(ZoneOffset.UTC))
                    .update();
        }
    }

    private List<Candidate> page(ExpiredRuns expired, ListPosition from, int limit) {
        return jdbc.sql(PAGE.formatted(expired.sql("r")))
                .params(expired.parameters())
                .param("at", from.at().atOffset(ZoneOffset.UTC))
                .param("uid", from.id())
                .param("limit", limit)
                .query((row, number) -> new Candidate(
                        row.getObject("root_uid", UUID.class),
                        row.getTimestamp("ended").toInstant(),
                        row.getObject("uid", UUID.class)))
                .list();
    }

    private Set<UUID> doomed(ExpiredRuns expired, Set<UUID> roots) {
        return new HashSet<>(jdbc.sql(DOOMED.formatted(expired.sql("o")))
                .params(expired.parameters())
                .param("roots", roots.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }
}
