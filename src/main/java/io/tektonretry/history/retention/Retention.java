package io.tektonretry.history.retention;

import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.retention.EndedRuns.EndedRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/**
 * Deletes old runs, lineage by lineage: no retry remains without the run that it derives from. Runs with a recorded
 * parent are deleted after it, and lineages with a pending request stay.
 */
@Repository
public class Retention {

    /** Key of the advisory lock that writers of runs share, so that none of them writes a deleted run back. */
    public static final long KEY = 0x74656b746f6fL;

    /** How long after the end of an object it may still be reported: by a replayed watch, or by a slower replica. */
    static final Duration REPEATS = Duration.ofDays(1);

    /** Keeps transactions short: writers wait for them. */
    private static final int LINEAGES_AT_ONCE = 25;

    /**
     * Result of a chunk.
     *
     * @param runs how many may be deleted, or were
     * @param next where the next chunk begins; null when there is none
     */
    public record Chunk(int runs, @Nullable ListPosition next) {}

    private final EndedRuns ended;
    private final ExpiredLineages lineages;

    Retention(EndedRuns ended, ExpiredLineages lineages) {
        this.ended = ended;
        this.lineages = lineages;
    }

    /**
     * Checks a chunk of finished runs, oldest first, and deletes those of their lineages that have expired completely,
     * a few per transaction.
     *
     * @param limit number of runs to check
     * @param isDryRun only counts them
     */
    public Chunk prune(List<RetentionRule> rules, Instant now, ListPosition from, int limit, boolean isDryRun) {
        Optional<Instant> before = RetentionRule.latestExpired(rules, now);
        if (before.isEmpty()) {
            return new Chunk(0, null);
        }
        ExpiredRuns expired = new ExpiredRuns(rules, now);
        List<EndedRun> page = ended.page(expired, before.get(), from, limit);
        Set<UUID> runs = new LinkedHashSet<>();
        Set<UUID> bases = new LinkedHashSet<>();
        page.stream().filter(EndedRun::isExpired).forEach(candidate -> {
            runs.add(candidate.uid());
            bases.add(candidate.baseUid());
        });
        int pruned = isDryRun ? count(runs, bases, expired) : take(bases, expired, now);
        if (page.size() < limit) {
            return new Chunk(pruned, null);
        }
        EndedRun last = page.get(page.size() - 1);
        return new Chunk(pruned, new ListPosition(last.ended(), last.uid()));
    }

    /** A lineage is counted by its runs in each page, not as a whole. */
    private int count(Set<UUID> runs, Set<UUID> bases, ExpiredRuns expired) {
        return (int) chunks(bases).stream()
                .flatMap(some -> lineages.expired(some, expired).stream())
                .filter(runs::contains)
                .count();
    }

    private int take(Set<UUID> bases, ExpiredRuns expired, Instant now) {
        int runs = 0;
        for (Collection<UUID> some : chunks(bases)) {
            ExpiredLineages.Taken taken;
            do {
                taken = lineages.take(some, expired, now);
                runs += taken.runs();
            } while (taken.isMoreLeft());
        }
        return runs;
    }

    private static List<List<UUID>> chunks(Set<UUID> bases) {
        List<UUID> all = new ArrayList<>(bases);
        List<List<UUID>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += LINEAGES_AT_ONCE) {
            chunks.add(all.subList(from, Math.min(all.size(), from + LINEAGES_AT_ONCE)));
        }
        return chunks;
    }
}
