package io.tektonretry.history;

import io.tektonretry.history.database.Columns;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.source.RunSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recorded PipelineRun without its tasks and its document.
 *
 * @param reason Tekton's own reason, unmapped
 * @param ownFailureClass the class by its own status and reason
 * @param attemptsFailureClass the class of its attempts
 * @param deletedAt when its deletion from the cluster was noticed
 * @param labelsJson its labels, with keys of {@link LabelKeys}
 * @param parentUid UID of the PipelineRun that is its controller by its own ownerReferences; that run need not know of it
 * @param baseUid UID of the run whose spec this retry derives from; its own UID unless it is a retry by this service
 * @param retryNumber 0 unless it is a retry by this service
 * @param leavesTasks whether it is a retry by this service that did not run all unsuccessful tasks again
 * @param definitionTasks names of all tasks of the pipeline definition that it adopted, in order; null when it kept the
 * definition of earlier runs
 * @param retryOfUid UID of the retried run, which need not be recorded
 * @param rootUid UID of the first of all linked runs, including links inferred from labels
 * @param attemptNumber 1 for the first run of a lineage, and for every run that this service did not create
 * @param retryInferred whether {@code retryOfUid} was inferred from labels; otherwise this service created the run
 * @param retryAutomatic whether the service started the retry automatically
 * @param source what it was built from, by its own labels, annotations and params; null when unknown
 */
public record PipelineRunRecord(
        UUID uid,
        String namespace,
        String name,
        long resourceVersion,
        @Nullable String pipelineName,
        PipelineRunStatus status,
        @Nullable String reason,
        @Nullable FailureClass ownFailureClass,
        @Nullable FailureClass attemptsFailureClass,
        @Nullable String message,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant deletedAt,
        String labelsJson,
        @Nullable UUID parentUid,
        UUID baseUid,
        int retryNumber,
        boolean leavesTasks,
        @Nullable List<String> definitionTasks,
        @Nullable UUID retryOfUid,
        UUID rootUid,
        int attemptNumber,
        boolean retryInferred,
        boolean retryAutomatic,
        @Nullable String requestedBy,
        @Nullable RunSource source) {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    /** Reads a row of the table. */
    static PipelineRunRecord read(ResultSet row) throws SQLException {
        return new PipelineRunRecord(
                Columns.uuid(row, "uid"),
                row.getString("namespace"),
                row.getString("name"),
                row.getLong("resource_version"),
                row.getString("pipeline_name"),
                Columns.value(row, "status", PipelineRunStatus.class),
                row.getString("reason"),
                Columns.valueOrNull(row, "failure_class", FailureClass.class),
                Columns.valueOrNull(row, "attempts_failure_class", FailureClass.class),
                row.getString("message"),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "started_at"),
                Columns.instantOrNull(row, "finished_at"),
                Columns.instantOrNull(row, "deleted_at"),
                row.getString("labels"),
                Columns.uuidOrNull(row, "parent_uid"),
                Columns.uuid(row, "base_uid"),
                row.getInt("retry_number"),
                row.getBoolean("leaves_tasks"),
                Columns.textsOrNull(row, "definition_tasks"),
                Columns.uuidOrNull(row, "retry_of_uid"),
                Columns.uuid(row, "root_uid"),
                row.getInt("attempt_number"),
                row.getBoolean("retry_inferred"),
                row.getBoolean("retry_automatic"),
                row.getString("requested_by"),
                RunSource.read(row));
    }

    /** Why it failed; null unless it failed, was cancelled or timed out. */
    public @Nullable FailureClass failureClass() {
        if (status == PipelineRunStatus.INTERRUPTED) {
            return FailureClass.CANCELLED;
        }
        return ownFailureClass == FailureClass.UNKNOWN && attemptsFailureClass != null
                ? attemptsFailureClass
                : ownFailureClass;
    }

    public boolean existsInCluster() {
        return deletedAt == null;
    }

    public Map<String, String> labels() {
        return LabelKeys.read(JsonMapper.shared().readValue(labelsJson, LABELS));
    }

    /** Position of this run in the order newest first. */
    public ListPosition position() {
        return new ListPosition(createdAt, uid);
    }
}
