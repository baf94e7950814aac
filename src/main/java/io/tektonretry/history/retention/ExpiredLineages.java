package io.tektonretry.history.retention;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Deletes lineages whose runs have all expired. */
@Repository
class ExpiredLineages {

    /** Maximum number of rows of one kind per transaction: larger lineages take several. */
    private static final int AT_ONCE = 300;

    /** Newest first, so that no retry remains without the run that it derives from. */
    private static final String MEMBERS = """
            select r.uid, r.base_uid, exists (select 1 from shown_child c where c.uid = r.uid) as has_parent, %s as expired
              from pipeline_run r
             where r.base_uid = any(:bases)
             order by r.attempt_number desc, r.uid
            """;

    private static final String REQUESTED = """
            select retry_of_uid from retry_request where retry_of_uid = any(:uids) and state in ('SCHEDULED', 'CREATING')
             union
            select base_uid from retry_request where base_uid = any(:uids) and state in ('SCHEDULED', 'CREATING')
            """;

    /**
     * What was deleted.
     *
     * @param isMoreLeft whether the same lineages have more to delete
     */
    record Taken(int runs, boolean isMoreLeft) {}

    /** A run of a lineage; {@code hasParent} if it is a child of a recorded run. */
    private record Member(UUID uid, UUID baseUid, boolean hasParent, boolean isExpired) {}

    private final JdbcClient jdbc;
    private final PruneLock lock;
    private final PrunedRows rows;

    ExpiredLineages(JdbcClient jdbc, PruneLock lock, PrunedRows rows) {
        this.jdbc = jdbc;
        this.lock = lock;
        this.rows = rows;
    }

    /** Deletes those of these lineages that have expired completely, or a part of them. */
    @Transactional
    public Taken take(Collection<UUID> bases, ExpiredRuns expired, Instant now) {
        lock.take();
        List<UUID> doomed = expired(bases, expired);
        List<UUID> children = rows.childrenOf(doomed, AT_ONCE);
        rows.takeTaskRuns(children, now);
        if (children.size() == AT_ONCE) {
            return new Taken(0, true);
        }
        List<UUID> runs = doomed.subList(0, Math.min(AT_ONCE, doomed.size()));
        rows.takeRuns(runs, now);
        return new Taken(runs.size(), runs.size() < doomed.size());
    }

    /** The runs of those of these lineages that have expired completely. */
    List<UUID> expired(Collection<UUID> bases, ExpiredRuns expired) {
        List<Member> members = members(bases, expired);
        Set<UUID> kept = new HashSet<>();
        Set<UUID> requested = requested(members);
        for (Member member : members) {
            if (!member.isExpired() || member.hasParent() || requested.contains(member.uid())) {
                kept.add(member.baseUid());
            }
        }
        return members.stream()
                .filter(member -> !kept.contains(member.baseUid()))
                .map(Member::uid)
                .toList();
    }

    private List<Member> members(Collection<UUID> bases, ExpiredRuns expired) {
        return jdbc.sql(MEMBERS.formatted(expired.sql("r")))
                .params(expired.parameters())
                .param("bases", bases.toArray(UUID[]::new))
                .query((row, number) -> new Member(
                        row.getObject("uid", UUID.class),
                        row.getObject("base_uid", UUID.class),
                        row.getBoolean("has_parent"),
                        row.getBoolean("expired")))
                .list();
    }

    private Set<UUID> requested(List<Member> members) {
        return new HashSet<>(jdbc.sql(REQUESTED)
                .param("uids", members.stream().map(Member::uid).toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }
}
