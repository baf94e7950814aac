package io.tektonretry.history.retention;

import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.document.Documents;
import io.tektonretry.history.retention.ExpiredTaskRuns.Candidate;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;

/** Deletes old TaskRuns and CustomRuns that belong to no recorded run, and so are not deleted with one. */
@Repository
public class OrphanedTaskRuns {

    /** Keeps transactions short: writers wait for them. */
    private static final int AT_ONCE = 300;

    /**
     * Result of a chunk.
     *
     * @param taskRuns how many may be deleted, or were
     * @param next where the next chunk begins; null when there is none
     */
    public record Chunk(int taskRuns, @Nullable ListPosition next) {}

    private final Documents documents;
    private final ExpiredTaskRuns expired;

    OrphanedTaskRuns(Documents documents, ExpiredTaskRuns expired) {
        this.documents = documents;
        this.expired = expired;
    }

    /**
     * Checks a chunk, oldest first, and deletes those that have expired.
     *
     * @param isDryRun only counts them
     */
    public Chunk prune(List<RetentionRule> rules, Instant now, ListPosition from, int limit, boolean isDryRun) {
        Optional<Instant> before = RetentionRule.latestExpired(rules, now);
        if (before.isEmpty()) {
            return new Chunk(0, null);
        }
        List<Candidate> page = expired.page(before.get(), from, limit);
        Map<UUID, Map<String, String>> labels = labels(page);
        List<UUID> old = page.stream()
                .filter(candidate -> isExpired(candidate, labels.getOrDefault(candidate.uid(), Map.of()), rules, now))
                .map(Candidate::uid)
                .toList();
        int pruned = isDryRun ? expired.among(old).size() : take(old, now);
        if (page.size() < limit) {
            return new Chunk(pruned, null);
        }
        Candidate last = page.get(page.size() - 1);
        return new Chunk(pruned, new ListPosition(last.createdAt(), last.uid()));
    }

    private int take(List<UUID> old, Instant now) {
        int taken = 0;
        for (int next = 0; next < old.size(); next += AT_ONCE) {
            taken += expired.take(old.subList(next, Math.min(old.size(), next + AT_ONCE)), now);
        }
        return taken;
    }

    /** Labels of TaskRuns are stored only in their documents. */
    private Map<UUID, Map<String, String>> labels(List<Candidate> page) {
        return documents.read(
                page.stream().map(Candidate::uid).toList(),
                document -> labels(document.path("metadata").path("labels")));
    }

    private static Map<String, String> labels(JsonNode labels) {
        Map<String, String> values = new HashMap<>();
        labels.propertyStream()
                .forEach(label -> values.put(label.getKey(), label.getValue().asString("")));
        return values;
    }

    private static boolean isExpired(
            Candidate candidate, Map<String, String> labels, List<RetentionRule> rules, Instant now) {
        return !labels.containsKey(TektonKeys.KEEP)
                && rules.stream()
                        .filter(rule -> rule.fits(candidate.namespace(), candidate.status(), labels))
                        .findFirst()
                        .map(RetentionRule::keepFor)
                        .filter(keepFor -> candidate.ended().isBefore(now.minus(keepFor)))
                        .isPresent();
    }
}
