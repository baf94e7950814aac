package io.tektonretry.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds runs outside a lineage that labels declare to be reruns of it. */
@Repository
public class Reruns {

    /** Leaves out runs that a pending request is creating, which count as attempts. */
    private static final String RERUN = """
            join pipeline_run o on o.root_uid = base.root_uid and o.namespace = base.namespace
               and o.base_uid <> base.uid and o.created_at >= base.created_at
               and o.status in ('PENDING', 'RUNNING', 'SUCCEEDED')
               and not exists (
                   select 1 from retry_request q
                    where q.base_uid = base.uid and q.state = 'CREATING' and o.request_proof = PROOF)
            """.strip().replace("PROOF", RequestProof.OF_RUN);

    private static final String COLUMNS =
            "o.uid as rerun_uid, o.namespace as rerun_namespace, o.name as rerun_name, o.status as rerun_status";

    private static final String RUNNING_OR_SUCCEEDED =
            """
            select distinct on (base.uid) base.uid as base_uid, COLUMNS
              from pipeline_run base
              RERUN
             where base.uid = any(array(select unnest(:uids)))
             order by base.uid, o.created_at desc, o.uid desc
            """.replace("COLUMNS", COLUMNS).replace("RERUN", RERUN);

    /** SQL for the same run of an {@code object} that is a base. */
    public static final String OF_OBJECT =
            """
            select COLUMNS
              from pipeline_run base
              RERUN
             where base.uid = object.uid and object.uid = object.base_uid
             order by o.created_at desc, o.uid desc
             limit 1
            """.strip().replace("COLUMNS", COLUMNS).replace("RERUN", RERUN);

    /** A run that is linked to a lineage by labels. */
    public record Rerun(UUID uid, String namespace, String name, PipelineRunStatus status) {

        /** Reads the columns of {@link #OF_OBJECT}; null when there is none. */
        public static @Nullable Rerun read(ResultSet row) throws SQLException {
            UUID uid = row.getObject("rerun_uid", UUID.class);
            return uid == null
                    ? null
                    : new Rerun(
                            uid,
                            row.getString("rerun_namespace"),
                            row.getString("rerun_name"),
                            PipelineRunStatus.valueOf(row.getString("rerun_status")));
        }
    }

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
                    found.put(row.getObject("base_uid", UUID.class), Objects.requireNonNull(Rerun.read(row)));
                });
        return found;
    }
}
