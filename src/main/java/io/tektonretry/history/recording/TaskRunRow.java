package io.tektonretry.history.recording;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of a TaskRun, CustomRun or child PipelineRun, its components named like the columns.
 *
 * @param isOwned whether the run is its controller, and not only named by its label
 * @param inputsHash of {@link TaskInputs}
 * @param paramHashes of {@link TaskInputs}
 */
record TaskRunRow(
        UUID uid,
        String kind,
        String namespace,
        String name,
        long resourceVersion,
        @Nullable UUID pipelineRunUid,
        boolean isOwned,
        @Nullable String pipelineTaskName,
        String status,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Long inputsHash,
        @Nullable Map<String, Long> paramHashes) {

    /** A child that was orphaned on purpose has no controller, but keeps the label. */
    static TaskRunRow of(ObservedObject child, byte[] json) {
        RunState state = RunState.of(child.document());
        Optional<UUID> owner = child.owner();
        Optional<UUID> labelled =
                child.hasController() ? Optional.empty() : child.labelledUid(TektonKeys.PIPELINE_RUN_UID);
        TaskInputs inputs = TaskInputs.of(child, json);
        return new TaskRunRow(
                child.uid(),
                child.kind(),
                child.namespace(),
                child.name(),
                child.resourceVersion(),
                owner.or(() -> labelled).orElse(null),
                owner.isPresent(),
                child.label(TektonKeys.PIPELINE_TASK),
                state.status().name(),
                state.reason(),
                child.createdAt(),
                inputs.hash(),
                inputs.paramHashes());
    }
}
