package io.tektonretry.history.task;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A recorded attempt of a child; results and steps are {@link AttemptTexts}. */
record TaskAttemptRecord(
        UUID taskRunUid,
        int number,
        PipelineTaskStatus status,
        @Nullable String reason,
        @Nullable String message,
        @Nullable FailureClass failureClass,
        @Nullable String podName,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        String results,
        String steps) {

    static TaskAttemptRecord read(ResultSet row) throws SQLException {
        return new TaskAttemptRecord(
                Columns.uuid(row, "task_run_uid"),
                row.getInt("number"),
                Columns.value(row, "status", PipelineTaskStatus.class),
                row.getString("reason"),
                AttemptTexts.message(row.getString("message")),
                Columns.valueOrNull(row, "failure_class", FailureClass.class),
                row.getString("pod_name"),
                Columns.instantOrNull(row, "started_at"),
                Columns.instantOrNull(row, "finished_at"),
                row.getString("results"),
                row.getString("steps"));
    }

    /** The attempt as part of its task in the lineage. */
    TaskAttempt of(PipelineTaskRecord task, TaskRunRecord taskRun, @Nullable Integer matrixIndex, int before) {
        return new TaskAttempt(
                task.pipelineRunUid(),
                task.name(),
                taskRunUid,
                taskRun.name(),
                matrixIndex,
                before + number,
                number,
                status,
                reason,
                message,
                failureClass,
                podName,
                startedAt,
                finishedAt,
                results,
                steps);
    }
}
