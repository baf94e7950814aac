package io.tektonretry.history;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the cluster held when it was last looked at. */
@Repository
public class LivingObjects {

    private static final String PIPELINE_RUNS = """
            select uid, case when epoch = (select max(epoch) from cluster_epoch) then resource_version else 0 end resource_version
              from pipeline_run
             where deleted_at is null and (namespace = :namespace or cast(:namespace as text) is null)
            """;

    private static final String CHILDREN = """
            select uid, case when epoch = (select max(epoch) from cluster_epoch) then resource_version else 0 end resource_version
              from task_run
             where deleted_at is null and (namespace = :namespace or cast(:namespace as text) is null) and kind = :kind
            """;

    private final JdbcClient jdbc;

    LivingObjects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The objects of a kind in one namespace, or in all.
     *
     * @param namespace null for all
     */
    public List<LivingObject> of(String kind, @Nullable String namespace) {
        return jdbc.sql(kind.equals("PipelineRun") ? PIPELINE_RUNS : CHILDREN)
                .param("kind", kind)
                .param("namespace", namespace)
                .query(LivingObject.class)
                .list();
    }
}
