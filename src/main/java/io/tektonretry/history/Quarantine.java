package io.tektonretry.history;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps the objects that cannot be recorded, until a later version of them can. */
@Repository
public class Quarantine {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private static final String ADD = """
            insert into quarantine (kind, namespace, name, uid, resource_version, reason, body, noticed_at)
            values (:kind, :namespace, :name, :uid, :version, :reason, :body, :at)
                on conflict (kind, namespace, name) do update
               set (uid, resource_version, reason, body, noticed_at)
                 = (excluded.uid, excluded.resource_version, excluded.reason, excluded.body, excluded.noticed_at)
            returning xmax = 0
            """;

    private static final String RELEASE = """
            delete from quarantine q
             using unnest(:kinds, :namespaces, :names) as fine (kind, namespace, name)
             where (q.kind, q.namespace, q.name) = (fine.kind, fine.namespace, fine.name)
            """;

    private final JdbcClient jdbc;

    Quarantine(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds or replaces an object; only one that was not there is worth a line in the log. */
    public void add(UnrecordedObject object, Instant noticedAt) {
        boolean isNew = jdbc.sql(ADD)
                .param("kind", object.kind())
                .param("namespace", object.namespace())
                .param("name", object.name())
                .param("uid", object.uid())
                .param("version", object.resourceVersion())
                .param("reason", object.reason())
                .param("body", Deflated.bytes(object.json()))
                .param("at", Timestamp.from(noticedAt))
                .query(Boolean.class)
                .single();
        if (isNew) {
            LOG.atWarn()
                    .addKeyValue("kind", object.kind())
                    .addKeyValue("namespace", object.namespace())
                    .addKeyValue("name", object.name())
                    .addKeyValue("cause", object.reason())
                    .log("Object cannot be recorded and goes into quarantine");
        }
    }

    /** Takes out the objects that could be recorded after all. */
    void release(Collection<ObservedRows> fine) {
        if (!fine.isEmpty()) {
            jdbc.sql(RELEASE)
                    .param("kinds", texts(fine, ObservedRows::kind))
                    .param("namespaces", texts(fine, ObservedRows::namespace))
                    .param("names", texts(fine, ObservedRows::name))
                    .update();
        }
    }

    private static String[] texts(Collection<ObservedRows> objects, Function<ObservedRows, String> text) {
        return objects.stream().map(text).toArray(String[]::new);
    }

    /** How many objects wait for a version of them that can be recorded. */
    public int size() {
        return jdbc.sql("select count(*) from quarantine").query(Integer.class).single();
    }

    /** Everything about the objects but their content, newest first. */
    public List<UnrecordedObject> newest(int limit) {
        return jdbc.sql("""
                        select kind, namespace, name, uid, resource_version, reason, cast('' as bytea) as json
                          from quarantine order by noticed_at desc limit :limit
                        """).param("limit", limit).query(UnrecordedObject.class).list();
    }
}
