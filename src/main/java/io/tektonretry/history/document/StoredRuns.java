package io.tektonretry.history.document;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds runs that may be deleted from the cluster because the history has recorded them completely. */
@Repository
public class StoredRuns {

    /** Deleting a run deletes everything that it owns, including nested runs and their children. */
    private static final String SAFE = """
            select r.uid, r.namespace, r.name, r.resource_version, r.finished_at
              from pipeline_run r
             where r.namespace = :namespace and r.deleted_at is null
               and not exists (select 1 from shown_child c where c.uid = r.uid)
               and r.status not in ('PENDING', 'RUNNING') and r.finished_at < :before and r.uid > :after
               and r.epoch = (select max(epoch) from cluster_epoch)
               and not exists (
                   with recursive tree (uid) as (
                        select r.uid
                         union
                        select c.uid from tree join proven_child c on c.pipeline_run_uid = tree.uid and c.kind = 'PipelineRun')
                   select 1
                     from tree
                    where exists (
                          select 1 from proven_child t
                           where t.pipeline_run_uid = tree.uid and t.status in ('PENDING', 'RUNNING', 'UNOBSERVED'))
                       or exists (
                          select 1
                            from pipeline_task p
                           cross join lateral jsonb_array_elements_text(p.child_names) as child (name)
                           where p.pipeline_run_uid = tree.uid
                             and not exists (
                                 select 1 from proven_child t
                                  where t.pipeline_run_uid = tree.uid and t.name = child.name
                                    and t.name_hash = hashtextextended(child.name, 0)))
                       or exists (
                          select 1 from retry_request q
                           where q.retry_of_uid = tree.uid and q.state in ('SCHEDULED', 'CREATING')))
             order by r.uid
             limit :limit
            """;

    private final JdbcClient jdbc;

    StoredRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Finished runs whose last state is recorded, as is that of all children, including those of nested runs; ordered
     * by UID.
     *
     * @param before only runs that ended earlier
     * @param after only runs with a higher UID
     */
    public List<StoredRun> safeToPrune(String namespace, Instant before, UUID after, int limit) {
        return jdbc.sql(SAFE)
                .param("namespace", namespace)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("after", after)
                .param("limit", limit)
                .query((row, number) -> new StoredRun(
                        row.getObject("uid", UUID.class),
                        row.getString("namespace"),
                        row.getString("name"),
                        row.getLong("resource_version"),
                        row.getTimestamp("finished_at").toInstant()))
                .list();
    }
}
