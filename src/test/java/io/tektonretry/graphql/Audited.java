package io.tektonretry.graphql;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of the audit, which no test can empty, since a point in time. */
final class Audited {

    private final JdbcClient jdbc;
    private Timestamp since = Timestamp.from(Instant.EPOCH);

    Audited(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void begin() {
        since = jdbc.sql("select clock_timestamp()").query(Timestamp.class).single();
    }

    List<Map<String, @Nullable Object>> rows() {
        return jdbc.sql("select * from audit_event where at >= :since order by at, outcome")
                .param("since", since)
                .query()
                .listOfRows();
    }

    List<String> outcomes() {
        return rows().stream()
                .map(row -> row.get("outcome") + " " + row.get("code"))
                .toList();
    }
}
