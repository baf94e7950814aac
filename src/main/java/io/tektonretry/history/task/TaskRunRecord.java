package io.tektonretry.history.task;

import io.tektonretry.history.database.Columns;
import io.tektonretry.tekton.Incarnation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recorded child that executes a pipeline task of its run: TaskRun, CustomRun or child PipelineRun.
 *
 * @param incarnation distinguishes it from other children that have had its name
 */
record TaskRunRecord(
        UUID uid,
        String name,
        UUID pipelineRunUid,
        @Nullable String pipelineTaskName,
        PipelineTaskStatus status,
        Incarnation incarnation) {

    static TaskRunRecord read(ResultSet row) throws SQLException {
        return new TaskRunRecord(
                Columns.uuid(row, "uid"),
                row.getString("name"),
                Columns.uuid(row, "pipeline_run_uid"),
                row.getString("pipeline_task_name"),
                Columns.value(row, "status", PipelineTaskStatus.class),
                new Incarnation(Columns.instant(row, "created_at"), row.getLong("resource_version")));
    }
}
