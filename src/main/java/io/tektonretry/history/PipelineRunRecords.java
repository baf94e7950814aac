package io.tektonretry.history;

import static java.util.stream.Collectors.groupingBy;

import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.Page;
import io.tektonretry.history.database.TimeOrdered;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Reads the recorded PipelineRuns. */
@Repository
@Transactional(readOnly = true)
public class PipelineRunRecords implements TimeOrdered<PipelineRunFilter, PipelineRunRecord> {

    private static final String BY_UIDS = "select r from PipelineRunRecord r where r.uid in :uids";

    private static final String NEWEST_OF_NAME = """
            select r from PipelineRunRecord r
             where r.namespace = :namespace and r.name = :name
             order by r.createdAt desc, r.uid desc
            """;

    private static final String LINEAGES = """
            select r from PipelineRunRecord r
             where r.rootUid in :rootUids
             order by r.createdAt, r.retryNumber, r.uid
            """;

    private static final String ATTEMPTS = """
            select r from PipelineRunRecord r where r.baseUid in :baseUids order by r.retryNumber, r.uid
            """;

    private static final String NEWEST_OF_JOB = """
            select r.uid from pipeline_run r where r.uid in (:uids) and %s
            """.formatted(NewestOfJob.CONDITION);

    private final EntityManager entities;
    private final int most;

    PipelineRunRecords(EntityManager entities, HistoryProperties properties) {
        this.entities = entities;
        this.most = properties.runsLookedAt();
    }

    public Optional<PipelineRunRecord> findByUid(UUID uid) {
        return Optional.ofNullable(entities.find(PipelineRunRecord.class, uid));
    }

    /** The recorded runs among these, in no particular order. */
    public List<PipelineRunRecord> findByUids(Collection<UUID> uids) {
        return entities.createQuery(BY_UIDS, PipelineRunRecord.class)
                .setParameter("uids", uids)
                .getResultList();
    }

    /** The runs among these that no newer complete run of the same job at the same commit has replaced. */
    @SuppressWarnings("unchecked")
    public Set<UUID> newestOfJob(Collection<UUID> uids) {
        return uids.isEmpty()
                ? Set.of()
                : Set.copyOf(entities.createNativeQuery(NEWEST_OF_JOB, UUID.class)
                        .setParameter("uids", uids)
                        .getResultList());
    }

    /** The newest run of a name; a name can be used again after its run was deleted. */
    public Optional<PipelineRunRecord> findNewest(String namespace, String name) {
        return entities.createQuery(NEWEST_OF_NAME, PipelineRunRecord.class)
                .setParameter("namespace", namespace)
                .setParameter("name", name)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    @Override
    public Page<PipelineRunRecord> after(PipelineRunFilter filter, @Nullable ListPosition position, int limit) {
        return Page.newestFirst(
                PipelineRunSearch.older(entities, filter, position, limit + 1, most)
                        .runs(),
                limit);
    }

    @Override
    public Page<PipelineRunRecord> before(PipelineRunFilter filter, @Nullable ListPosition position, int limit) {
        return Page.oldestFirst(
                PipelineRunSearch.newer(entities, filter, position, limit + 1, most)
                        .runs(),
                limit);
    }

    /** Counts the matching runs, up to a bound. */
    public BoundedCount count(PipelineRunFilter filter, int upTo) {
        return PipelineRunSearch.older(entities, filter, null, upTo + 1, most).count();
    }

    /** Counts values among the newest matching runs. */
    public PipelineRunFacets facets(PipelineRunFilter filter, int mostRuns, int mostValues) {
        return PipelineRunSearch.older(entities, filter, null, mostRuns + 1, most)
                .facets(mostValues);
    }

    /** The namespaces of recorded runs. */
    @SuppressWarnings("unchecked")
    public List<String> namespaces() {
        return entities.createNativeQuery(RecordedNamespaces.of("pipeline_run"), String.class)
                .getResultList();
    }

    /** The attempts of each lineage, in order, by the UID of its first run. */
    public Map<UUID, List<PipelineRunRecord>> attempts(Collection<UUID> baseUids) {
        return grouped(ATTEMPTS, "baseUids", baseUids, PipelineRunRecord::baseUid);
    }

    /** All runs linked by retries or labels, oldest first, by the UID of the first of them. */
    public Map<UUID, List<PipelineRunRecord>> lineages(Collection<UUID> rootUids) {
        return grouped(LINEAGES, "rootUids", rootUids, PipelineRunRecord::rootUid);
    }

    private Map<UUID, List<PipelineRunRecord>> grouped(
            String query, String parameter, Collection<UUID> uids, Function<PipelineRunRecord, @Nullable UUID> key) {
        return entities.createQuery(query, PipelineRunRecord.class)
                .setParameter(parameter, uids)
                .getResultStream()
                .collect(groupingBy(key));
    }
}
