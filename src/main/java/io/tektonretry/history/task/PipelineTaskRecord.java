package io.tektonretry.history.task;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A recorded task of a run's own spec. */
@Entity
@Immutable
@IdClass(PipelineTaskRecord.Key.class)
@Table(name = "pipeline_task")
class PipelineTaskRecord {

    record Key(UUID pipelineRunUid, String name) {}

    @Id
    private UUID pipelineRunUid;

    @Id
    private String name;

    private int position;
    private boolean isFinally;
    private boolean isMatrix;
    private boolean onErrorContinue;
    private @Nullable String taskName;
    private @Nullable String skipReason;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<String> childNames;

    protected PipelineTaskRecord() {}

    UUID pipelineRunUid() {
        return pipelineRunUid;
    }

    String name() {
        return name;
    }

    int position() {
        return position;
    }

    boolean isFinally() {
        return isFinally;
    }

    boolean isMatrix() {
        return isMatrix;
    }

    boolean onErrorContinue() {
        return onErrorContinue;
    }

    @Nullable
    String taskName() {
        return taskName;
    }

    @Nullable
    String skipReason() {
        return skipReason;
    }

    /** Names of the children that the run's {@code childReferences} list for this task. */
    List<String> childNames() {
        return childNames;
    }
}
