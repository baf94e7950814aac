package io.tektonretry.history;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The recorded Kubernetes Events. */
@Repository
public class RunEvents {

    private static final String UPSERT = """
            insert into run_event as e
            select * from jsonb_populate_recordset(null::run_event, cast(:rows as jsonb)) order by uid
                on conflict (uid) do update
               set (resource_version, message, count, last_at)
                 = (excluded.resource_version, excluded.message, excluded.count, excluded.last_at)
             where e.resource_version < excluded.resource_version
            """;

    private static final String FIND = """
            with involved (run_uid, uid) as (
                   select run.uid, run.uid from unnest(:runs) as run (uid)
                    union all
                   select t.pipeline_run_uid, t.uid from task_run t where t.pipeline_run_uid = any(:runs)
                    union all
                   select t.pipeline_run_uid, p.uid
                     from task_run t join pod_outcome p on p.task_run_uid = t.uid
                    where t.pipeline_run_uid = any(:runs))
            select involved.run_uid, e.*
              from involved join run_event e on e.involved_uid = involved.uid
             order by e.first_at, e.uid
            """;

    private record Found(UUID runUid, RunEvent event) {}

    private final JdbcClient jdbc;

    RunEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Records what was seen, in any order and as often as it comes; takes one state an Event. */
    public void record(Collection<RunEvent> events) {
        jdbc.sql(UPSERT).param("rows", RowsAsJson.of(events)).update();
    }

    /** The Events about each run, its children and their pods, oldest first; a run without any is missing. */
    public Map<UUID, List<RunEvent>> of(Collection<UUID> runs) {
        return jdbc
                .sql(FIND)
                .param("runs", runs.toArray(UUID[]::new))
                .query((row, number) -> new Found(
                        row.getObject("run_uid", UUID.class),
                        new RunEvent(
                                row.getObject("uid", UUID.class),
                                row.getLong("resource_version"),
                                row.getString("namespace"),
                                row.getString("involved_kind"),
                                row.getObject("involved_uid", UUID.class),
                                row.getString("involved_name"),
                                row.getString("type"),
                                row.getString("reason"),
                                row.getString("message"),
                                row.getInt("count"),
                                row.getTimestamp("first_at").toInstant(),
                                row.getTimestamp("last_at").toInstant())))
                .list()
                .stream()
                .collect(groupingBy(Found::runUid, mapping(Found::event, toList())));
    }
}
