package io.tektonretry.history;

import io.tektonretry.history.database.Exchange;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Knows the failure class of runs. */
@Repository
public class RunFailures {

    /**
     * The class of a run {@code r}; null unless it failed. Its own reason wins; the class of its attempts only counts when
     * that is unknown. An interrupted run was deleted while it ran.
     */
    static final String CLASS = """
            case when r.status = 'INTERRUPTED' then 'CANCELLED'
                 when r.failure_class = 'UNKNOWN' then coalesce(r.attempts_failure_class, 'UNKNOWN')
                 else r.failure_class end
            """.strip();

    private static final String FIND =
            "select r.uid, " + CLASS + " as failure_class from pipeline_run r where r.uid = any(:uids)";

    /** The attempt that failed first made the run fail, unless its failure was ignored or its child was recreated. */
    private static final String OF_ATTEMPTS = """
            (select a.failure_class
               from shown_child t
               join lateral (select l.failure_class, l.finished_at
                               from task_attempt l
                              where l.task_run_uid = t.uid
                              order by l.number desc
                              limit 1) a on true
              where t.pipeline_run_uid = RUN.uid and t.status in ('FAILED', 'TIMED_OUT')
                and t.reason is distinct from 'FailureIgnored' and a.failure_class is not null
                and not exists (
                    select 1 from proven_child newer
                     where newer.pipeline_run_uid = t.pipeline_run_uid and newer.name = t.name
                       and newer.name_hash = t.name_hash
                       and (newer.created_at, newer.resource_version) > (t.created_at, t.resource_version))
              order by a.finished_at nulls last, t.name
              limit 1)
            """;

    /** Each run is looked up by its key, whatever the statistics say. */
    private static final String REFRESH =
            """
            update pipeline_run r
               set attempts_failure_class = %s
             where r.uid = any(array(
                   select failed.uid
                     from (select unnest(:uids) as uid
                            union
                           select pipeline_run_uid from task_run where uid = any(:uids)) changed
                    cross join lateral (
                          select uid, attempts_failure_class from pipeline_run
                           where uid = changed.uid and failure_class = 'UNKNOWN'
                           limit 1) failed
                    where failed.attempts_failure_class is distinct from %s))
            """.formatted(OF_ATTEMPTS.replace("RUN", "r"), OF_ATTEMPTS.replace("RUN", "failed"));

    private final JdbcClient jdbc;

    public RunFailures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The failure class of each run that failed, was cancelled or timed out. */
    public Map<UUID, FailureClass> of(Collection<UUID> runs) {
        Map<UUID, FailureClass> classes = new HashMap<>();
        jdbc.sql(FIND).param("uids", runs.toArray(UUID[]::new)).query((ResultSet row) -> {
            String found = row.getString("failure_class");
            if (found != null) {
                classes.put(row.getObject("uid", UUID.class), FailureClass.valueOf(found));
            }
        });
        return classes;
    }

    /** Looks again at the attempts of failed runs, of which these runs or children have changed. */
    public static void refresh(Collection<UUID> objects, Exchange exchange) {
        if (!objects.isEmpty()) {
            exchange.add(REFRESH, Map.of("uids", objects.toArray(UUID[]::new)));
        }
    }
}
