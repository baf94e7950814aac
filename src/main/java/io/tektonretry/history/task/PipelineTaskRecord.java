package io.tektonretry.history.task;

import io.tektonretry.history.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recorded task of a run's own spec.
 *
 * @param childCount number of children that the run's {@code childReferences} list for this task
 */
record PipelineTaskRecord(
        UUID pipelineRunUid,
        String name,
        boolean isFinally,
        boolean isMatrix,
        boolean onErrorContinue,
        @Nullable String taskName,
        @Nullable String skipReason,
        int childCount) {

    static PipelineTaskRecord read(ResultSet row) throws SQLException {
        return new PipelineTaskRecord(
                Columns.uuid(row, "pipeline_run_uid"),
                row.getString("name"),
                row.getBoolean("is_finally"),
                row.getBoolean("is_matrix"),
                row.getBoolean("on_error_continue"),
                row.getString("task_name"),
                row.getString("skip_reason"),
                row.getInt("child_count"));
    }
}
