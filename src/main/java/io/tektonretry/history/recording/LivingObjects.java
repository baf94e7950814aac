package io.tektonretry.history.recording;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The recorded objects that exist in the cluster. */
@Repository
public class LivingObjects {

    private static final String LIVING = """
            select uid, case when epoch = (select max(epoch) from cluster_epoch) then resource_version else 0 end resource_version
              from %s
             where %s (namespace = :namespace or cast(:namespace as text) is null)
            """;

    private static final String PIPELINE_RUNS = LIVING.formatted("pipeline_run", "deleted_at is null and");
    private static final String CHILDREN = LIVING.formatted("task_run", "deleted_at is null and kind = :kind and");
    private static final String TOMBSTONES = LIVING.formatted("tombstone", "gone_at is null and kind = :kind and");

    private final JdbcClient jdbc;

    LivingObjects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The objects of a kind in one namespace, or in all, including pruned ones that still exist in the cluster.
     *
     * @param namespace null for all
     */
    public List<LivingObject> of(String kind, @Nullable String namespace) {
        return jdbc.sql((kind.equals("PipelineRun") ? PIPELINE_RUNS : CHILDREN) + " union all " + TOMBSTONES)
                .param("kind", kind)
                .param("namespace", namespace)
                .query((row, number) -> new LivingObject(row.getObject(1, UUID.class), row.getLong(2)))
                .list();
    }
}
