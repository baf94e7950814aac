package io.tektonretry.history.audit;

import io.tektonretry.history.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** Reads a stored audit event. */
final class AuditEventRow {

    private AuditEventRow() {}

    static AuditEvent read(ResultSet row, int number) throws SQLException {
        return new AuditEvent(
                Columns.uuid(row, "id"),
                Columns.instant(row, "at"),
                Columns.value(row, "action", AuditAction.class),
                Columns.value(row, "outcome", AuditOutcome.class),
                row.getString("code"),
                row.getString("message"),
                new Requester(
                        row.getString("actor"),
                        row.getString("actor_uid"),
                        Columns.texts(row, "actor_groups"),
                        Map.of(),
                        row.getString("authentication"),
                        row.getString("client_address"),
                        row.getString("user_agent")),
                row.getString("namespace"),
                Columns.uuidOrNull(row, "run_uid"),
                row.getString("run_name"),
                row.getString("result_name"),
                row.getString("reason"),
                Columns.uuidOrNull(row, "request_id"),
                row.getString("idempotency_key"),
                row.getString("plan_version"),
                Columns.texts(row, "params"),
                Columns.texts(row, "overrides"),
                row.getString("definition"));
    }
}
