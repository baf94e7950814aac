package io.tektonretry.retry.pipelinesascode;

import io.tektonretry.history.LabelKeys;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds finished retries by this service that Pipelines-as-Code regards as started and without a check run. */
@Repository
class UnreportedRetries {

    private static final String FIND = """
            select uid, base_uid, namespace, name, finished_at
              from pipeline_run
             where retry_number > 0 and deleted_at is null
               and (finished_at, uid) > (:from, cast(:uid as uuid)) and finished_at <= :until
               and labels->>'STATE' = 'started' and labels->>'CHECK_RUN' is null
             order by finished_at, uid
             limit :limit
            """.replace("STATE", LabelKeys.stored("pipelinesascode.tekton.dev/state"))
            .replace("CHECK_RUN", LabelKeys.stored("pipelinesascode.tekton.dev/check-run-id"));

    /**
     * A retry that was not reported.
     *
     * @param baseUid UID of the first run of its lineage
     */
    record Unreported(UUID uid, UUID baseUid, String namespace, String name, Instant finishedAt) {}

    private final JdbcClient jdbc;

    UnreportedRetries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that ended within a time range, after a given one, in the order of their end. */
    List<Unreported> find(Instant since, Instant until, @Nullable Unreported after, int limit) {
        return jdbc.sql(FIND)
                .param("from", (after == null ? since : after.finishedAt()).atOffset(ZoneOffset.UTC))
                .param("uid", after == null ? new UUID(0, 0) : after.uid())
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> new Unreported(
                        row.getObject("uid", UUID.class),
                        row.getObject("base_uid", UUID.class),
                        row.getString("namespace"),
                        row.getString("name"),
                        row.getObject("finished_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
