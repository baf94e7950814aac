package io.tektonretry.history.task;

import io.tektonretry.tekton.Incarnation;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A recorded child that executes a pipeline task of its run: TaskRun, CustomRun or child PipelineRun. */
@Entity
@Immutable
@Table(name = "shown_child")
class TaskRunRecord {

    @Id
    private UUID uid;

    private String name;
    private @Nullable UUID pipelineRunUid;
    private @Nullable String pipelineTaskName;

    @Enumerated(EnumType.STRING)
    private PipelineTaskStatus status;

    private Instant createdAt;
    private long resourceVersion;
    private @Nullable Instant deletedAt;

    protected TaskRunRecord() {}

    UUID uid() {
        return uid;
    }

    String name() {
        return name;
    }

    @Nullable
    UUID pipelineRunUid() {
        return pipelineRunUid;
    }

    @Nullable
    String pipelineTaskName() {
        return pipelineTaskName;
    }

    PipelineTaskStatus status() {
        return status;
    }

    /** Distinguishes it from other children that have had its name. */
    Incarnation incarnation() {
        return new Incarnation(createdAt, resourceVersion);
    }

    boolean existsInCluster() {
        return deletedAt == null;
    }
}
