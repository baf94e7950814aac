package io.tektonretry.history.request;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores the runs of bulk retries by their idempotency keys. */
@Repository
public class BulkRetryRows {

    private static final String FORGET = """
            delete from bulk_retry
             where ctid = any(array(
                   select ctid from bulk_retry where requested_at < :before order by requested_at limit :most))
            """;

    private static final String FORGET_KEY = """
            delete from bulk_retry
             where requested_by = :requestedBy and idempotency_key = :idempotencyKey and requested_at < :before
            """;

    private static final String INSERT = """
            insert into bulk_retry
                   (requested_by, idempotency_key, requested_at, input, run_uids, has_more, end_cursor)
            values (:requestedBy, :idempotencyKey, :requestedAt, :input, :runUids, :hasMore, :endCursor)
            on conflict do nothing
            """;

    private static final String FIND = """
            select * from bulk_retry
             where requested_by = :requestedBy and idempotency_key = :idempotencyKey and requested_at >= :since
            """;

    private final JdbcClient jdbc;

    BulkRetryRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Stores the call unless its requester has used the key since then; returns the stored call. */
    @Transactional
    public BulkRetry keep(BulkRetry bulk, Instant since) {
        jdbc.sql(FORGET_KEY)
                .param("requestedBy", bulk.requestedBy())
                .param("idempotencyKey", bulk.idempotencyKey())
                .param("before", since.atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql(INSERT)
                .param("requestedBy", bulk.requestedBy())
                .param("idempotencyKey", bulk.idempotencyKey())
                .param("requestedAt", bulk.requestedAt().atOffset(ZoneOffset.UTC))
                .param("input", bulk.input())
                .param("runUids", bulk.runUids().toArray(UUID[]::new))
                .param("hasMore", bulk.hasMore())
                .param("endCursor", bulk.endCursor())
                .update();
        return jdbc.sql(FIND)
                .param("requestedBy", bulk.requestedBy())
                .param("idempotencyKey", bulk.idempotencyKey())
                .param("since", since.atOffset(ZoneOffset.UTC))
                .query((row, number) -> read(row))
                .single();
    }

    /**
     * Deletes some calls whose keys have expired.
     *
     * @return how many; fewer than {@code most} when none is left
     */
    public int deleteBefore(Instant before, int most) {
        return jdbc.sql(FORGET)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .update();
    }

    private static BulkRetry read(ResultSet row) throws SQLException {
        return new BulkRetry(
                row.getString("requested_by"),
                row.getString("idempotency_key"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getString("input"),
                uids(row.getArray("run_uids")),
                row.getBoolean("has_more"),
                row.getString("end_cursor"));
    }

    private static List<UUID> uids(Array array) throws SQLException {
        return List.of((UUID[]) array.getArray());
    }
}
