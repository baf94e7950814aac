package io.tektonretry.history.task;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.NamedValue;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A recorded attempt of a child. */
@Entity
@Immutable
@IdClass(TaskAttemptRecord.Key.class)
@Table(name = "task_attempt")
class TaskAttemptRecord {

    record Key(UUID taskRunUid, int number) {}

    @Id
    private UUID taskRunUid;

    @Id
    private int number;

    @Enumerated(EnumType.STRING)
    private PipelineTaskStatus status;

    private @Nullable String reason;
    private @Nullable String message;

    @Enumerated(EnumType.STRING)
    private @Nullable FailureClass failureClass;

    private @Nullable String podName;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<NamedValue> results;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<StepState> steps;

    protected TaskAttemptRecord() {}

    UUID taskRunUid() {
        return taskRunUid;
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
