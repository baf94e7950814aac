package io.tektonretry.history;

import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.source.RunSource;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A recorded PipelineRun without its tasks and its document. */
@Entity
@Immutable
@Table(name = "pipeline_run")
public class PipelineRunRecord {

    @Id
    private UUID uid;

    private String namespace;
    private String name;
    private long resourceVersion;
    private @Nullable String pipelineName;

    @Enumerated(EnumType.STRING)
    private PipelineRunStatus status;

    private @Nullable String reason;

    @Enumerated(EnumType.STRING)
    private @Nullable FailureClass failureClass;

    @Enumerated(EnumType.STRING)
    private @Nullable FailureClass attemptsFailureClass;

    private @Nullable String message;
    private Instant createdAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable Instant deletedAt;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> labels;

    private @Nullable UUID parentUid;
    private UUID baseUid;
    private int retryNumber;
    private boolean leavesTasks;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private @Nullable List<String> definitionTasks;

    private @Nullable UUID retryOfUid;
    private UUID rootUid;
    private int attemptNumber;
    private boolean retryInferred;
    private boolean retryAutomatic;
    private @Nullable String requestedBy;

    @Embedded
    private @Nullable RunSource source;

    protected PipelineRunRecord() {}

    public UUID uid() {
        return uid;
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    public long resourceVersion() {
        return resourceVersion;
    }

    public @Nullable String pipelineName() {
        return pipelineName;
    }

    public PipelineRunStatus status() {
        return status;
    }

    /** Tekton's own reason, unmapped. */
    public @Nullable String reason() {
        return reason;
    }

    /** Why it failed; null unless it failed, was cancelled or timed out. */
    @Nullable
    FailureClass failureClass() {
        if (status == PipelineRunStatus.INTERRUPTED) {
            return FailureClass.CANCELLED;
        }
        return failureClass == FailureClass.UNKNOWN && attemptsFailureClass != null
                ? attemptsFailureClass
                : failureClass;
    }

    public @Nullable String message() {
        return message;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public @Nullable Instant startedAt() {
        return startedAt;
    }

    public @Nullable Instant finishedAt() {
        return finishedAt;
    }

    /** When its deletion from the cluster was noticed. */
    public @Nullable Instant deletedAt() {
        return deletedAt;
    }

    public boolean existsInCluster() {
        return deletedAt == null;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** UID of the PipelineRun that is its controller by its own ownerReferences; that run need not know of it. */
    public @Nullable UUID parentUid() {
        return parentUid;
    }

    /** UID of the run whose spec this retry derives from; its own UID unless it is a retry by this service. */
    public UUID baseUid() {
        return baseUid;
    }

    /** 0 unless it is a retry by this service. */
    public int retryNumber() {
        return retryNumber;
    }

    /** Whether it is a retry by this service that did not run all unsuccessful tasks again. */
    public boolean leavesTasks() {
        return leavesTasks;
    }

    /**
     * Names of all tasks of the pipeline definition that it adopted, in order; null when it kept the definition of
     * earlier runs.
     */
    public @Nullable List<String> definitionTasks() {
        return definitionTasks;
    }

    /** UID of the retried run, which need not be recorded. */
    public @Nullable UUID retryOfUid() {
        return retryOfUid;
    }

    /** UID of the first of all linked runs, including links inferred from labels. */
    public UUID rootUid() {
        return rootUid;
    }

    /** 1 for the first run of a lineage, and for every run that this service did not create. */
    public int attemptNumber() {
        return attemptNumber;
    }

    /** Whether {@link #retryOfUid} was inferred from labels; otherwise this service created the run. */
    public boolean retryInferred() {
        return retryInferred;
    }

    /** Whether the service started the retry automatically. */
    public boolean retryAutomatic() {
        return retryAutomatic;
    }

    public @Nullable String requestedBy() {
        return requestedBy;
    }

    /** What it was built from, by its own labels, annotations and params; null when unknown. */
    public @Nullable RunSource source() {
        return source;
    }

    /** Position of this run in the order newest first. */
    public ListPosition position() {
        return new ListPosition(createdAt, uid);
    }
}
