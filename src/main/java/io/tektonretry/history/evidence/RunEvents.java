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

/**
 * Stores Kubernetes Events. Those about one object with the same type and reason are one row, with the message of the
 * newest.
 */
@Repository
public class RunEvents {

    private static final String UPSERT = """
            with told as (
                select distinct on (n.uid) n.*,
                       event_row_uid(n.involved_kind, n.involved_uid, n.namespace, n.involved_name, n.type, n.reason) as row_uid
                  from jsonb_populate_recordset(null::run_event, cast(:rows as jsonb)) n
                 order by n.uid, n.resource_version desc
            ), kept as (
                select * from told
                 where (select told.resource_version > counted_version(old.events, old.resource_version)
                          from run_event old where old.uid = told.row_uid) is not false
                   and (exists (
                       select 1 from run_event old where old.uid = told.row_uid and jsonb_exists(old.events, cast(told.uid as text)))
                    or (select count(*)
                          from (select 1 from run_event other
                                 cross join lateral jsonb_object_keys(counted_events(other.events, 0, 0))
                                 where (other.involved_uid, other.namespace, other.involved_name)
                                     = (told.involved_uid, told.namespace, told.involved_name)
                                 limit :most) others) < :most)
            ), folded as (
                select row_uid, max(resource_version) as resource_version, namespace, involved_kind, involved_uid, involved_name,
                       type, reason, (array_agg(message order by resource_version desc))[1] as message,
                       min(first_at) as first_at, max(last_at) as last_at,
                       jsonb_object_agg(uid, jsonb_build_array(resource_version, count)) as events
                  from kept
                 group by row_uid, namespace, involved_kind, involved_uid, involved_name, type, reason)
            insert into run_event as e
                   (uid, resource_version, namespace, involved_kind, involved_uid, involved_name, type, reason, message, count,
                    first_at, last_at, events)
            select row_uid, resource_version, namespace, involved_kind, involved_uid, involved_name, type, reason, message,
                   count_of_events(events), first_at, last_at, events
              from folded
             order by row_uid
                on conflict (uid) do update
               set (resource_version, message, count, first_at, last_at, events)
                 = (select greatest(e.resource_version, excluded.resource_version),
                           case when e.resource_version < excluded.resource_version then excluded.message else e.message end,
                           count_of_events(newest), least(e.first_at, excluded.first_at),
                           greatest(e.last_at, excluded.last_at), newest
                      from newest_events(counted_events(e.events, e.resource_version, e.count), excluded.events) newest)
             where newest_events(e.events, excluded.events) is distinct from e.events
                or excluded.first_at < e.first_at or excluded.last_at > e.last_at
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
     * Records observations. Order and repetitions do not matter. No Event is added to an object that has the maximum
     * number of them.
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
