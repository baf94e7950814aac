package io.tektonretry.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds the failure class of runs. */
@Repository
public class RunFailures {

    /** The attempt that failed first made the run fail, unless its failure was ignored or its child was recreated. */
    private static final String FIND = """
            select r.uid, r.status, r.reason, r.message,
                   (select a.failure_class
                      from shown_child t
                      join lateral (select l.failure_class, l.finished_at
                                      from task_attempt l
                                     where l.task_run_uid = t.uid
                                     order by l.number desc
                                     limit 1) a on true
                     where t.pipeline_run_uid = r.uid and t.status in ('FAILED', 'TIMED_OUT')
                       and t.reason is distinct from 'FailureIgnored' and a.failure_class is not null
                       and not exists (
                           select 1 from proven_child newer
                            where newer.pipeline_run_uid = t.pipeline_run_uid and newer.name = t.name
                              and (newer.created_at, newer.resource_version) > (t.created_at, t.resource_version))
                     order by a.finished_at nulls last, t.name
                     limit 1) as of_attempts
              from pipeline_run r
             where r.uid = any(:uids) and r.status in ('FAILED', 'CANCELLED', 'TIMED_OUT', 'INTERRUPTED')
            """;

    private final JdbcClient jdbc;

    public RunFailures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The failure class of each run that failed, was cancelled or timed out. */
    public Map<UUID, FailureClass> of(Collection<UUID> runs) {
        Map<UUID, FailureClass> classes = new HashMap<>();
        jdbc.sql(FIND).param("uids", runs.toArray(UUID[]::new)).query((ResultSet row) -> {
            FailureClass found = failureClass(row);
            if (found != null) {
                classes.put(row.getObject("uid", UUID.class), found);
            }
        });
        return classes;
    }

    /** The run's own reason wins; the class of its attempts only counts when that is unknown. */
    private static @Nullable FailureClass failureClass(ResultSet row) throws SQLException {
        String ofAttempts = row.getString("of_attempts");
        FailureClass own = FailureRules.of(
                PipelineRunStatus.valueOf(row.getString("status")), row.getString("reason"), row.getString("message"));
        return own == FailureClass.UNKNOWN && ofAttempts != null ? FailureClass.valueOf(ofAttempts) : own;
    }
}
