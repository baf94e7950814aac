package io.tektonretry.history.request;

import io.tektonretry.history.audit.Requester;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads a row of {@code retry_request}. */
final class RetryRequestRow {

    private static final JsonMapper JSON = JsonMapper.shared();

    private RetryRequestRow() {}

    static RetryRequest read(ResultSet row, int number) throws SQLException {
        return new RetryRequest(
                row.getObject("id", UUID.class),
                row.getObject("base_uid", UUID.class),
                row.getInt("retry_number"),
                row.getObject("retry_of_uid", UUID.class),
                row.getString("namespace"),
                row.getString("name"),
                JSON.readValue(row.getString("requester"), Requester.class),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getString("options"),
                row.getString("plan_version"),
                row.getString("reason"),
                row.getString("idempotency_key"),
                instant(row, "not_before"),
                RetryRequestState.valueOf(row.getString("state")),
                texts(row, "adopted_claims"),
                row.getBoolean("made_pending"),
                heldBy(row),
                row.getObject("created_uid", UUID.class),
                refused(row),
                instant(row, "finished_at"));
    }

    static String json(Requester requester) {
        return JSON.writeValueAsString(requester);
    }

    private static @Nullable RunHolder heldBy(ResultSet row) throws SQLException {
        String holder = row.getString("held_by");
        return holder == null ? null : RunHolder.valueOf(holder);
    }

    private static RetryRequest.@Nullable Refused refused(ResultSet row) throws SQLException {
        String code = row.getString("code");
        return code == null
                ? null
                : new RetryRequest.Refused(
                        code, row.getString("message"), texts(row, "tasks"), row.getObject("related_uid", UUID.class));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
