package io.tektonretry.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds runs outside a lineage that labels declare to be reruns of it. */
@Repository
public class Reruns {

    /** Leaves out runs that a pending request is creating, which count as attempts. */
    private static final String RUNNING_OR_SUCCEEDED = """
            select distinct on (base.uid) base.uid as base_uid, o.uid, o.namespace, o.name, o.status
              from pipeline_run base
              join pipeline_run o on o.root_uid = base.root_uid and o.namespace = base.namespace
             where base.uid = any(array(select unnest(:uids)))
               and o.base_uid <> base.uid and o.created_at >= base.created_at
               and o.status in ('PENDING', 'RUNNING', 'SUCCEEDED')
               and not exists (
                   select 1 from retry_request q
                    where q.base_uid = base.uid and q.state = 'CREATING' and o.request_proof = PROOF)
             order by base.uid, o.created_at desc, o.uid desc
            """.replace("PROOF", RequestProof.OF_RUN);

    /** A run that is linked to a lineage by labels. */
    public record Rerun(UUID uid, String namespace, String name, PipelineRunStatus status) {}

    private final JdbcClient jdbc;

    Reruns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * For each base, the newest later run of another lineage that is running or has succeeded; bases without one are
     * absent.
     */
    public Map<UUID, Rerun> runningOrSucceeded(Collection<UUID> baseUids) {
        Map<UUID, Rerun> found = new HashMap<>();
        jdbc.sql(RUNNING_OR_SUCCEEDED)
                .param("uids", baseUids.toArray(UUID[]::new))
                .query(row -> {
                    found.put(
                            row.getObject("base_uid", UUID.class),
                            new Rerun(
                                    row.getObject("uid", UUID.class),
                                    row.getString("namespace"),
                                    row.getString("name"),
                                    PipelineRunStatus.valueOf(row.getString("status"))));
                });
        return found;
    }
}
