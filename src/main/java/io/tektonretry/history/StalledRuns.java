package io.tektonretry.history;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Retries by this service that were started but have no child: no controller processes them. */
@Repository
public class StalledRuns {

    private static final String STALLED = """
              from pipeline_run r
             where r.retry_number > 0 and r.status = 'RUNNING' and r.started_at < :before
               and not exists (
                   select 1 from pipeline_task t where t.pipeline_run_uid = r.uid and t.child_names <> '[]')
            """;

    private final JdbcClient jdbc;

    StalledRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The start time of each of these runs that is stalled and was started before then; others are absent. */
    public Map<UUID, Instant> find(Collection<UUID> uids, Instant before) {
        Map<UUID, Instant> found = new HashMap<>();
        jdbc.sql("select r.uid, r.started_at" + STALLED + " and r.uid = any(:uids)")
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("uids", uids.toArray(UUID[]::new))
                .query(row -> {
                    found.put(
                            row.getObject("uid", UUID.class),
                            row.getObject("started_at", OffsetDateTime.class).toInstant());
                });
        return found;
    }

    /** Number of stalled runs that were started before then. */
    public int count(Instant before) {
        return jdbc.sql("select count(*) as stalled" + STALLED)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }
}
