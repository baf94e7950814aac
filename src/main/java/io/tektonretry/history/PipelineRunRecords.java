package io.tektonretry.history;

import static java.util.stream.Collectors.groupingBy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** Looks up recorded PipelineRuns. An array is one parameter, so that the number of UIDs changes no statement. */
public interface PipelineRunRecords extends Repository<PipelineRunRecord, UUID> {

    Optional<PipelineRunRecord> findByUid(UUID uid);

    /** The newest run of a name; a name can be used again after its run was deleted. */
    @NativeQuery("""
            select * from pipeline_run
             where namespace = :namespace and name = :name
             order by created_at desc, uid desc
             limit 1
            """)
    Optional<PipelineRunRecord> findNewest(String namespace, String name);

    /** The recorded runs among these, in no particular order. */
    default List<PipelineRunRecord> findByUids(Collection<UUID> uids) {
        return findByUids(uids.toArray(UUID[]::new));
    }

    @NativeQuery("select * from pipeline_run where uid = any(:uids)")
    List<PipelineRunRecord> findByUids(UUID[] uids);

    /** The runs among these that no newer complete run of the same job at the same commit has replaced. */
    default Set<UUID> newestOfJob(Collection<UUID> uids) {
        return uids.isEmpty() ? Set.of() : newestOfJob(uids.toArray(UUID[]::new));
    }

    @NativeQuery("select r.uid from pipeline_run r where r.uid = any(:uids) and " + NewestOfJob.CONDITION)
    Set<UUID> newestOfJob(UUID[] uids);

    /** The attempts of each lineage, in order, by the UID of its first run. */
    default Map<UUID, List<PipelineRunRecord>> attempts(Collection<UUID> baseUids) {
        return attempts(baseUids.toArray(UUID[]::new)).stream().collect(groupingBy(PipelineRunRecord::baseUid));
    }

    @NativeQuery("select * from pipeline_run where base_uid = any(:baseUids) order by retry_number, uid")
    List<PipelineRunRecord> attempts(UUID[] baseUids);

    /** All attempts of the lineages that these runs belong to, in order. */
    @NativeQuery("""
            select * from pipeline_run
             where base_uid in (select base_uid from pipeline_run where uid = any(:uids))
             order by retry_number, uid
            """)
    List<PipelineRunRecord> attemptsWith(UUID[] uids);

    /** All runs linked by retries or labels, oldest first, by the UID of the first of them. */
    default Map<UUID, List<PipelineRunRecord>> lineages(Collection<UUID> rootUids) {
        return linked(rootUids.toArray(UUID[]::new)).stream().collect(groupingBy(PipelineRunRecord::rootUid));
    }

    @NativeQuery("select * from pipeline_run where root_uid = any(:rootUids) order by created_at, retry_number, uid")
    List<PipelineRunRecord> linked(UUID[] rootUids);
}
