package io.tektonretry.history;

import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Takes old TaskRuns and CustomRuns out of the history that belong to no recorded run, and so never go with one. */
@Repository
public class LooseTaskRuns {

    /** One that the cluster still has may only have been recorded before its run was. */
    private static final String PAGE = """
            select t.uid, t.namespace, t.status, coalesce(max(a.finished_at), t.deleted_at, t.created_at) as ended
              from task_run t left join task_attempt a on a.task_run_uid = t.uid
             where t.uid > :after and t.created_at < :before and t.kind <> 'PipelineRun'
               and t.status not in ('PENDING', 'RUNNING')
               and (t.pipeline_run_uid is null
                    or t.deleted_at is not null
                       and not exists (select 1 from pipeline_run r where r.uid = t.pipeline_run_uid))
             group by t.uid
             order by t.uid
             limit :limit
            """;

    /**
     * What a chunk was.
     *
     * @param taskRuns how many of it may go, or have gone
     * @param next behind which UID the next chunk begins; null when there is none
     */
    public record Chunk(int taskRuns, @Nullable UUID next) {}

    private record Candidate(UUID uid, String namespace, String status, Instant ended) {}

    private final JdbcClient jdbc;
    private final Documents documents;
    private final Retention retention;
    private final PrunedRows rows;

    LooseTaskRuns(JdbcClient jdbc, Documents documents, Retention retention, PrunedRows rows) {
        this.jdbc = jdbc;
        this.documents = documents;
        this.retention = retention;
        this.rows = rows;
    }

    /**
     * Looks at a chunk of them, and prunes those that have expired.
     *
     * @param isDryRun only counts them
     */
    @Transactional
    public Chunk prune(List<RetentionRule> rules, Instant now, UUID after, int limit, boolean isDryRun) {
        if (!isDryRun) {
            retention.lock();
        }
        List<Candidate> page = page(rules, now, after, limit);
        Map<UUID, Map<String, String>> labels = labels(page);
        List<UUID> expired = page.stream()
                .filter(candidate -> isExpired(candidate, labels.getOrDefault(candidate.uid(), Map.of()), rules, now))
                .map(Candidate::uid)
                .toList();
        if (!isDryRun) {
            rows.takeTaskRuns(expired, now);
        }
        return new Chunk(
                expired.size(),
                page.size() < limit ? null : page.get(page.size() - 1).uid());
    }

    private List<Candidate> page(List<RetentionRule> rules, Instant now, UUID after, int limit) {
        Optional<Duration> shortest = rules.stream()
                .map(RetentionRule::keepFor)
                .filter(Objects::nonNull)
                .min(Duration::compareTo);
        if (shortest.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(PAGE)
                .param("after", after)
                .param("before", now.minus(shortest.get()).atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> new Candidate(
                        row.getObject("uid", UUID.class),
                        row.getString("namespace"),
                        row.getString("status"),
                        row.getTimestamp("ended").toInstant()))
                .list();
    }

    /** Their labels are nowhere but in their documents. */
    private Map<UUID, Map<String, String>> labels(List<Candidate> page) {
        Map<UUID, Map<String, String>> labels = new HashMap<>();
        documents
                .findByUids(page.stream().map(Candidate::uid).toList())
                .forEach((uid, document) ->
                        labels.put(uid, labels(document.path("metadata").path("labels"))));
        return labels;
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
