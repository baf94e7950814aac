package io.tektonretry.history.recording;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.document.Deflated;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps objects that cannot be recorded until a later version can. */
@Repository
public class Quarantine {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    /** Whether the object in quarantine is newer than the given version; a slower replica may be behind. */
    private static final String IS_NEWER = """
            q.noticed_at >= (select max(began_at) from cluster_epoch)
               and case when q.resource_version ~ '^\\d{1,18}$' then cast(q.resource_version as bigint) end > %s
            """;

    /** Ignores a state that is older than the recorded one; a slower replica may be behind. */
    private static final String ADD = """
            insert into quarantined_object as q
                   (kind, namespace, name, uid, owner_uid, resource_version, reason, body, noticed_at)
            select :kind, :namespace, :name, :uid, :owner, :version, :reason, :body, now()
             where not exists (
                   select from recorded_object recorded
                    where recorded.uid = :recordedUid and epoch = (select max(epoch) from cluster_epoch)
                      and recorded.resource_version > :recordedVersion)
                on conflict (kind, namespace, name, uid) do update
               set (owner_uid, resource_version, reason, body, noticed_at)
                 = (excluded.owner_uid, excluded.resource_version, excluded.reason, excluded.body, excluded.noticed_at)
             where (%s) is not true
            returning xmax = 0
            """.formatted(IS_NEWER.formatted(":recordedVersion"));

    /** An object without a readable UID is matched by its name only. */
    private static final String RELEASE = """
            delete from quarantined_object q
             using unnest(:kinds, :namespaces, :names, :uids, :versions) as fine (kind, namespace, name, uid, version)
             where (q.kind, q.namespace, q.name) = (fine.kind, fine.namespace, fine.name) and q.uid in (fine.uid, '')
               and (%s) is not true
            """.formatted(IS_NEWER.formatted("fine.version"));

    /** Objects that are not recorded in any state, and belong to no recorded run, are not deleted with a run. */
    private static final String FORGET = """
            delete from quarantined_object
             where ctid = any(array(
                   select q.ctid from quarantined_object q
                    where q.noticed_at < :before
                      and not exists (
                          select 1 from recorded_object o
                           where o.uid = case when q.uid ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then cast(q.uid as uuid) end
                          offset 0)
                      and not exists (select 1 from pipeline_run r where r.uid = q.owner_uid offset 0)
                    order by q.noticed_at
                    limit :limit))
            """;

    private final JdbcClient jdbc;

    Quarantine(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds or replaces an object, unless a newer state of it is in quarantine; only new objects are logged. */
    public void add(UnrecordedObject object) {
        boolean isNew = jdbc.sql(ADD)
                .param("recordedUid", ObservedObject.uid(object.uid()).orElse(null), Types.OTHER)
                .param("recordedVersion", version(object.resourceVersion()), Types.BIGINT)
                .param("kind", object.kind())
                .param("namespace", object.namespace())
                .param("name", object.name())
                .param("uid", object.uid())
                .param("owner", object.owner().orElse(null), Types.OTHER)
                .param("version", object.resourceVersion())
                .param("reason", object.reason())
                .param("body", Deflated.plain(object.json()))
                .query(Boolean.class)
                .optional()
                .orElse(false);
        if (isNew) {
            LOG.atWarn()
                    .addKeyValue("kind", object.kind())
                    .addKeyValue("namespace", object.namespace())
                    .addKeyValue("name", object.name())
                    .addKeyValue("cause", object.reason())
                    .log("An object cannot be recorded and is quarantined");
        }
    }

    private static @Nullable Long version(String text) {
        return text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
    }

    /** Removes objects that could be recorded after all. */
    static void release(Collection<ObservedRows> fine, Exchange exchange) {
        if (!fine.isEmpty()) {
            exchange.add(
                    RELEASE,
                    Map.of(
                            "kinds", texts(fine, ObservedRows::kind),
                            "namespaces", texts(fine, ObservedRows::namespace),
                            "names", texts(fine, ObservedRows::name),
                            "uids", texts(fine, rows -> rows.uid().toString()),
                            "versions",
                                    fine.stream()
                                            .map(ObservedRows::resourceVersion)
                                            .toArray(Long[]::new)));
        }
    }

    private static String[] texts(Collection<ObservedRows> objects, Function<ObservedRows, String> text) {
        return objects.stream().map(text).toArray(String[]::new);
    }

    /**
     * Deletes some objects that belong to nothing recorded and were noticed before then.
     *
     * @return how many; fewer than the limit when none is left
     */
    public int forget(Instant before, int limit) {
        return jdbc.sql(FORGET)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }
}
