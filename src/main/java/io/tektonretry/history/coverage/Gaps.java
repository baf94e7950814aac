package io.tektonretry.history.coverage;

import io.tektonretry.history.coverage.RunCompleteness.UnobservedChild;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The gaps of the mirror, and what each run may miss because of them. */
@Repository
public class Gaps {

    /**
     * Whether the end of the task {@code t}'s {@code child} was not observed; of several children of a name the newest
     * counts.
     */
    static final String IS_UNOBSERVED = """
            coalesce(
                (select c.status from proven_child c
                  where c.pipeline_run_uid = t.pipeline_run_uid and c.name = child.name
                    and c.name_hash = hashtextextended(child.name, 0)
                  order by c.created_at desc, c.resource_version desc
                  limit 1),
                'UNOBSERVED') = 'UNOBSERVED'
            """;

    private static final String UNOBSERVED = """
            select t.pipeline_run_uid, child.name, t.name
              from pipeline_task t cross join lateral jsonb_array_elements_text(t.child_names) as child (name)
             where t.pipeline_run_uid = any(:uids) and IS_UNOBSERVED
             order by t.position, child.name
            """.replace("IS_UNOBSERVED", IS_UNOBSERVED);

    private static final String DURING = """
            select r.uid as run, g.* from pipeline_run r join gap g
                on g.namespace in ('', r.namespace)
               and (g.from_time is null or g.from_time <= coalesce(r.finished_at, r.deleted_at, 'infinity'))
               and (g.to_time is null or g.to_time >= r.created_at)
             where r.uid = any(:uids)
             order by g.id desc
            """;

    private static final String QUARANTINED = """
            select r.uid from pipeline_run r join quarantined_object q
                on q.kind = 'PipelineRun' and (q.namespace, q.name) = (r.namespace, r.name)
               and q.uid in ('', cast(r.uid as text))
             where r.uid = any(:uids)
             union
            select r.uid from pipeline_run r
              join quarantined_object q on (q.owner_uid, q.namespace) = (r.uid, r.namespace)
             where r.uid = any(:uids) and q.owner_uid = any(:uids)
               and (r.status in ('PENDING', 'RUNNING')
                    or exists (
                       select 1 from pipeline_task t where t.pipeline_run_uid = r.uid and jsonb_exists(t.child_names, q.name)))
             union
            select r.uid from pipeline_run r
              join pipeline_task t on t.pipeline_run_uid = r.uid
              join quarantined_object q on q.owner_uid is null and q.kind <> 'PipelineRun' and q.namespace = r.namespace
               and jsonb_exists(t.child_names, q.name)
             where r.uid = any(:uids)
            """;

    /** A gap that ended before every recorded run says nothing about any of them. */
    private static final String FORGET = """
            delete from gap
             where id = any(array(
                   select id from gap
                    where to_time < :before
                      and to_time < coalesce((select created_at from pipeline_run order by created_at, uid limit 1), 'infinity')
                    order by to_time
                    limit :limit))
            """;

    private final JdbcClient jdbc;

    public Gaps(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest gaps. */
    public List<Gap> newest(int limit) {
        return jdbc.sql("select * from gap order by id desc limit :limit")
                .param("limit", limit)
                .query(Gaps::gap)
                .list();
    }

    /** The newest gaps in these namespaces, including those of all namespaces. */
    public List<Gap> newest(int limit, Collection<String> namespaces) {
        return jdbc.sql(
                        "select * from gap where namespace = '' or namespace = any(:namespaces) order by id desc limit :limit")
                .param("namespaces", namespaces.toArray(String[]::new))
                .param("limit", limit)
                .query(Gaps::gap)
                .list();
    }

    /** What may be missing from each run, by three SQL statements. */
    public Map<UUID, RunCompleteness> of(Collection<UUID> runUids) {
        UUID[] uids = runUids.toArray(UUID[]::new);
        Map<UUID, List<UnobservedChild>> unobserved = new HashMap<>();
        jdbc.sql(UNOBSERVED).param("uids", uids).query(row -> {
            list(unobserved, row.getObject(1, UUID.class)).add(new UnobservedChild(row.getString(2), row.getString(3)));
        });
        Map<UUID, List<Gap>> gaps = new HashMap<>();
        jdbc.sql(DURING).param("uids", uids).query(row -> {
            list(gaps, row.getObject("run", UUID.class)).add(gap(row, 0));
        });
        Set<UUID> quarantined = new HashSet<>(
                jdbc.sql(QUARANTINED).param("uids", uids).query(UUID.class).list());
        Map<UUID, RunCompleteness> completeness = new HashMap<>();
        for (UUID uid : runUids) {
            completeness.put(
                    uid,
                    new RunCompleteness(
                            unobserved.getOrDefault(uid, List.of()),
                            gaps.getOrDefault(uid, List.of()),
                            quarantined.contains(uid)));
        }
        return completeness;
    }

    /**
     * Deletes some gaps that ended before then and before all recorded runs.
     *
     * @return how many; fewer than the limit when none is left
     */
    public int forget(Instant before, int limit) {
        return jdbc.sql(FORGET)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }

    private static <T> List<T> list(Map<UUID, List<T>> lists, UUID uid) {
        return lists.computeIfAbsent(uid, key -> new ArrayList<>());
    }

    private static Gap gap(ResultSet row, int index) throws SQLException {
        return new Gap(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("namespace"),
                GapReason.valueOf(row.getString("reason")),
                row.getObject("from_version", Long.class),
                MirrorStates.instant(row, "from_time"),
                row.getObject("to_version", Long.class),
                MirrorStates.instant(row, "to_time"));
    }
}
