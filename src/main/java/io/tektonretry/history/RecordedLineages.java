package io.tektonretry.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.node.ObjectNode;

/** What a retry is planned from. */
@Repository
@Transactional(readOnly = true)
public class RecordedLineages {

    /** Whoever may label a run may name a base of another namespace, which does not make it readable. */
    private static final String RUNS = """
            select r from PipelineRunRecord r
             where r.baseUid in (select asked.baseUid from PipelineRunRecord asked
                                  where asked.uid in :uids and asked.namespace = r.namespace)
             order by r.retryNumber, r.createdAt, r.uid
            """;

    private static final String CHILDREN = """
            select t from TaskRunRecord t where t.pipelineRunUid in :uids order by t.createdAt, t.name
            """;

    private final EntityManager entities;
    private final Documents documents;

    RecordedLineages(EntityManager entities, Documents documents) {
        this.entities = entities;
        this.documents = documents;
    }

    /** Loads each run with the runs it builds on in three SQL statements; a run that is not recorded is missing. */
    public Map<UUID, RecordedLineage> load(Collection<UUID> runUids) {
        List<PipelineRunRecord> runs = find(RUNS, PipelineRunRecord.class, runUids);
        List<UUID> uids = runs.stream().map(PipelineRunRecord::uid).toList();
        List<TaskRunRecord> children = find(CHILDREN, TaskRunRecord.class, uids);
        Map<UUID, RecordedRun> recorded = recorded(runs, children);
        Map<UUID, List<PipelineRunRecord>> byBase = runs.stream().collect(groupingBy(PipelineRunRecord::baseUid));
        Map<UUID, RecordedLineage> lineages = new HashMap<>();
        for (PipelineRunRecord run : runs) {
            if (runUids.contains(run.uid())) {
                List<PipelineRunRecord> relatives = byBase.getOrDefault(run.baseUid(), List.of()).stream()
                        .filter(other -> other.namespace().equals(run.namespace()))
                        .toList();
                lineages.put(run.uid(), lineage(run, relatives, recorded));
            }
        }
        return lineages;
    }

    private static RecordedLineage lineage(
            PipelineRunRecord run, List<PipelineRunRecord> runs, Map<UUID, RecordedRun> recorded) {
        List<RecordedRun> retries = runs.subList(0, runs.indexOf(run) + 1).stream()
                .filter(earlier -> earlier.retryNumber() > 0)
                .map(earlier -> get(recorded, earlier.uid()))
                .toList();
        PipelineRunRecord latest = runs.get(runs.size() - 1);
        boolean hasBase = runs.stream().anyMatch(other -> other.uid().equals(run.baseUid()));
        return new RecordedLineage(
                hasBase ? recorded.get(run.baseUid()) : null,
                retries,
                get(recorded, latest.uid()),
                latest.attemptNumber(),
                latest.finishedAt() == null ? latest.deletedAt() : latest.finishedAt());
    }

    private Map<UUID, RecordedRun> recorded(List<PipelineRunRecord> runs, List<TaskRunRecord> children) {
        List<UUID> uids = Stream.concat(
                        runs.stream().map(PipelineRunRecord::uid),
                        children.stream().map(TaskRunRecord::uid))
                .toList();
        Map<UUID, ObjectNode> bodies = documents.findByUids(uids);
        Map<@Nullable UUID, List<TaskRunRecord>> byRun =
                children.stream().collect(groupingBy(TaskRunRecord::pipelineRunUid));
        return runs.stream()
                .collect(toMap(
                        PipelineRunRecord::uid,
                        run -> new RecordedRun(
                                new RecordedObject(run.uid(), get(bodies, run.uid()), run.existsInCluster()),
                                byRun.getOrDefault(run.uid(), List.of()).stream()
                                        .filter(child -> child.status() != PipelineTaskStatus.UNOBSERVED)
                                        .map(child -> new RecordedObject(
                                                child.uid(), get(bodies, child.uid()), child.existsInCluster()))
                                        .toList())));
    }

    private static <T> T get(Map<UUID, T> values, UUID uid) {
        return Objects.requireNonNull(values.get(uid), () -> "no document of " + uid);
    }

    private <T> List<T> find(String query, Class<T> type, Collection<UUID> uids) {
        return entities.createQuery(query, type).setParameter("uids", uids).getResultList();
    }
}
