package io.tektonretry.history.evidence;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.tektonretry.history.HistoryProperties;
import io.tektonretry.history.database.RowsAsJson;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Stores Kubernetes Events. */
@Repository
public class RunEvents {

    private static final String UPSERT = """
            insert into run_event as e
            select n.* from jsonb_populate_recordset(null::run_event, cast(:rows as jsonb)) n
             where exists (select 1 from run_event old where old.uid = n.uid)
                or (select count(*)
                      from (select 1 from run_event other
                             where (other.involved_uid, other.namespace, other.involved_name)
                                 = (n.involved_uid, n.namespace, n.involved_name)
                             limit :most) others) < :most
             order by n.uid
                on conflict (uid) do update
               set (resource_version, message, count, last_at)
                 = (excluded.resource_version, excluded.message, excluded.count, excluded.last_at)
             where e.resource_version < excluded.resource_version
            """;

    /** Anyone who may write Events in a namespace can write any UID into them. */
    private static final String FIND = """
            with executed (run_uid, namespace, name, uid) as (
                   select t.pipeline_run_uid, t.namespace, t.name, t.uid from shown_child t where t.pipeline_run_uid = any(:runs)
            ), involved as (
                   select uid as run_uid, namespace, name, uid from pipeline_run where uid = any(:runs)
                    union all
                   select * from executed
                    union all
                   select t.run_uid, p.namespace, p.name, p.uid from executed t join pod_outcome p on OWNS)
            select *
              from (select involved.run_uid, e.*,
                           row_number() over (partition by involved.run_uid order by e.first_at desc, e.uid desc) as place
                      from involved join run_event e
                        on (e.involved_uid, e.namespace, e.involved_name) = (involved.uid, involved.namespace, involved.name)) told
             where place <= :most
             order by first_at, uid
            """.replace("OWNS", PodOutcomes.OWNS);

    private record Found(UUID runUid, RunEvent event) {}

    private final JdbcClient jdbc;
    private final HistoryProperties properties;

    public RunEvents(JdbcClient jdbc, HistoryProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /**
     * Records observations, one state per Event. Order and repetitions do not matter. No Event is added to an object
     * that has the maximum number of them.
     */
    public void record(Collection<RunEvent> events) {
        jdbc.sql(UPSERT)
                .param("rows", RowsAsJson.of(events))
                .param("most", properties.eventsPerObject())
                .update();
    }

    /** The Events about each run, its children and their pods, oldest first; runs without Events are absent. */
    public Map<UUID, List<RunEvent>> of(Collection<UUID> runs) {
        return jdbc
                .sql(FIND)
                .param("runs", runs.toArray(UUID[]::new))
                .param("most", properties.eventsPerRun())
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
