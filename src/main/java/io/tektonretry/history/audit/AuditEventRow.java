package io.tektonretry.history.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads a row of {@code audit_event}. */
final class AuditEventRow {

    private AuditEventRow() {}

    static AuditEvent read(ResultSet row, int number) throws SQLException {
        return new AuditEvent(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                AuditAction.valueOf(row.getString("action")),
                AuditOutcome.valueOf(row.getString("outcome")),
                row.getString("code"),
                row.getString("message"),
                actor(row),
                row.getString("namespace"),
                row.getObject("run_uid", UUID.class),
                row.getString("run_name"),
                row.getString("result_name"),
                row.getString("reason"),
                row.getObject("request_id", UUID.class),
                row.getString("idempotency_key"),
                row.getString("plan_version"),
                List.of((String[]) row.getArray("params").getArray()),
                List.of((String[]) row.getArray("overrides").getArray()),
                row.getString("definition"));
    }

    private static Requester actor(ResultSet row) throws SQLException {
        return new Requester(
                row.getString("actor"),
                row.getString("actor_uid"),
                List.of((String[]) row.getArray("actor_groups").getArray()),
                Map.of(),
                row.getString("authentication"),
                row.getString("client_address"),
                row.getString("user_agent"));
    }
}
