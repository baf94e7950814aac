package io.tektonretry.history.coverage;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Counts the objects in quarantine. */
@Repository
public class QuarantinedObjects {

    private final JdbcClient jdbc;

    QuarantinedObjects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of them. */
    public int size() {
        return jdbc.sql("select count(*) from quarantined_object")
                .query(Integer.class)
                .single();
    }

    /** Those in these namespaces. */
    public int size(Collection<String> namespaces) {
        return jdbc.sql("select count(*) from quarantined_object where namespace = any(:namespaces)")
                .param("namespaces", namespaces.toArray(String[]::new))
                .query(Integer.class)
                .single();
    }
}
