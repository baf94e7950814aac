package io.tektonretry.report.fact;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** Derives the facts of reports from the recorded lineages. Only one caller at a time; the facts have a single writer. */
@Repository
public class ReportFacts {

    private static final String EXPIRED = """
            select base_uid from run_fact where ended_at < :before and retry_number = 0 order by ended_at, base_uid limit :limit
            """;

    private static final List<String> DELETE_EMPTY_DAYS =
            List.of("""
            delete from report_day
             where day < :day and (attempts, infrastructure, runs, commit_total, inputs_total, pairs, broken) = (0, 0, 0, 0, 0, 0, 0)
            returning series_id
            """, "delete from duration_day where day < :day and cardinality(seconds) = 0 returning series_id");

    private static final String SERIES = """
            select series_id from run_fact where base_uid = any(:bases)
             union
            select series_id from attempt_fact where base_uid = any(:bases)
            """;

    /** A series that is counted again gets its name again. */
    private static final String DELETE_UNUSED_SERIES = """
            delete from report_series s
             where id = any(:series)
               and not exists (select 1 from report_day where series_id = s.id)
               and not exists (select 1 from duration_day where series_id = s.id)
               and not exists (select 1 from flaky_group where series_id = s.id)
               and not exists (select 1 from retry_outcome where series_id = s.id)
            """;

    private final JdbcClient jdbc;
    private final ChangedLineages changes;
    private final FactTables facts;
    private final DaySums sums;
    private final FlakyGroups flakes;
    private final WorthOfRetries outcomes;

    ReportFacts(
            JdbcClient jdbc,
            ChangedLineages changes,
            FactTables facts,
            DaySums sums,
            FlakyGroups flakes,
            WorthOfRetries outcomes) {
        this.jdbc = jdbc;
        this.changes = changes;
        this.facts = facts;
        this.sums = sums;
        this.flakes = flakes;
        this.outcomes = outcomes;
    }

    /**
     * Takes in the next changes of the history, in one transaction with one snapshot of it.
     *
     * @param limit number of changes, or of lineages that were recorded before the first call
     * @return whether there may be more
     */
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public boolean advance(int limit) {
        facts.analyzeGrown();
        ChangedLineages.Chunk chunk = changes.next(limit);
        update(chunk.bases());
        return chunk.isMoreLeft();
    }

    /** Derives the facts of these lineages. Lineages of which retention has deleted a part keep theirs. */
    private void update(Collection<UUID> bases) {
        List<UUID> recorded = facts.recorded(bases);
        Set<UUID> known = new HashSet<>(facts.known(recorded));
        List<UUID> outdated = facts.changed(known);
        List<UUID> added = new ArrayList<>(outdated);
        recorded.stream().filter(base -> !known.contains(base)).forEach(added::add);
        Set<Long> groups = remove(outdated);
        if (!added.isEmpty()) {
            facts.insert(added);
            sums.add(added);
            groups.addAll(flakes.of(added));
            outcomes.refresh(added);
        }
        flakes.refresh(groups);
    }

    private Set<Long> remove(List<UUID> bases) {
        if (bases.isEmpty()) {
            return new HashSet<>();
        }
        Set<Long> groups = new HashSet<>(flakes.of(bases));
        sums.subtract(bases);
        facts.delete(bases);
        return groups;
    }

    /**
     * Forgets the oldest lineages, a chunk in a transaction.
     *
     * @param before end of the first run
     * @return whether there may be more
     */
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public boolean forget(Instant before, int limit) {
        List<UUID> expired = jdbc.sql(EXPIRED)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query(UUID.class)
                .list();
        Set<Long> series = new HashSet<>(jdbc.sql(SERIES)
                .param("bases", expired.toArray(UUID[]::new))
                .query(Long.class)
                .list());
        Set<Long> groups = remove(expired);
        outcomes.refresh(expired);
        flakes.refresh(groups);
        DELETE_EMPTY_DAYS.forEach(statement -> series.addAll(jdbc.sql(statement)
                .param("day", before.atOffset(ZoneOffset.UTC).toLocalDate())
                .query(Long.class)
                .list()));
        jdbc.sql(DELETE_UNUSED_SERIES)
                .param("series", series.toArray(Long[]::new))
                .update();
        return expired.size() == limit;
    }
}
