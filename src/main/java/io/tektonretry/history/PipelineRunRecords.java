package io.tektonretry.history;

import static java.util.stream.Collectors.groupingBy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Looks up recorded PipelineRuns. An array is one parameter, so that the number of UIDs changes no statement. */
@Repository
public class PipelineRunRecords {

    private final JdbcClient jdbc;

    PipelineRunRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<PipelineRunRecord> findByUid(UUID uid) {
        return runs(jdbc.sql("select * from pipeline_run where uid = :uid").param("uid", uid)).stream()
                .findFirst();
    }

    /** The newest run of a name; a name can be used again after its run was deleted. */
    public Optional<PipelineRunRecord> findNewest(String namespace, String name) {
        return runs(jdbc.sql("""
                        select * from pipeline_run
                         where namespace = :namespace and name = :name
                         order by created_at desc, uid desc
                         limit 1
                        """).param("namespace", namespace).param("name", name)).stream()
                .findFirst();
    }

    /** The recorded runs among these, in no particular order. */
    public List<PipelineRunRecord> findByUids(Collection<UUID> uids) {
        return runs("select * from pipeline_run where uid = any(:uids)", uids);
    }

    /** The runs among these that no newer complete run of the same job at the same commit has replaced. */
    public Set<UUID> newestOfJob(Collection<UUID> uids) {
        return uids.isEmpty()
                ? Set.of()
                : jdbc.sql("select r.uid from pipeline_run r where r.uid = any(:uids) and " + NewestOfJob.CONDITION)
                        .param("uids", uids.toArray(UUID[]::new))
                        .query(UUID.class)
                        .set();
    }

    /** The attempts of each lineage, in order, by the UID of its first run. */
    public Map<UUID, List<PipelineRunRecord>> attempts(Collection<UUID> baseUids) {
        return runs("select * from pipeline_run where base_uid = any(:uids) order by retry_number, uid", baseUids)
                .stream()
                .collect(groupingBy(PipelineRunRecord::baseUid));
    }

    /** All attempts of the lineages that these runs belong to, in order. */
    public List<PipelineRunRecord> attemptsWith(Collection<UUID> uids) {
        return runs("""
                select * from pipeline_run
                 where base_uid = any(array(select base_uid from pipeline_run where uid = any(:uids)))
                 order by retry_number, uid
                """, uids);
    }

    /** All runs linked by retries or labels, oldest first, by the UID of the first of them. */
    public Map<UUID, List<PipelineRunRecord>> lineages(Collection<UUID> rootUids) {
        return runs(
                        "select * from pipeline_run where root_uid = any(:uids) order by created_at, retry_number, uid",
                        rootUids)
                .stream()
                .collect(groupingBy(PipelineRunRecord::rootUid));
    }

    private List<PipelineRunRecord> runs(String sql, Collection<UUID> uids) {
        return runs(jdbc.sql(sql).param("uids", uids.toArray(UUID[]::new)));
    }

    private static List<PipelineRunRecord> runs(JdbcClient.StatementSpec statement) {
        return statement.query((row, number) -> PipelineRunRecord.read(row)).list();
    }
}
