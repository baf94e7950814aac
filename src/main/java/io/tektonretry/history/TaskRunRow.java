package io.tektonretry.history;

import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The row of a TaskRun, CustomRun or child PipelineRun, its columns by their names. */
record TaskRunRow(
        UUID uid,
        String kind,
        String namespace,
        String name,
        long resourceVersion,
        @Nullable UUID pipelineRunUid,
        @Nullable String pipelineTaskName,
        String status,
        @Nullable String reason,
        Instant createdAt) {

    /** A child that was orphaned on purpose has lost its owner, and keeps the label. */
    static TaskRunRow of(ObservedObject child) {
        RunState state = RunState.of(child.document());
        return new TaskRunRow(
                child.uid(),
                child.kind(),
                child.namespace(),
                child.name(),
                child.resourceVersion(),
                child.owner()
                        .or(() -> child.labelledUid(TektonKeys.PIPELINE_RUN_UID))
                        .orElse(null),
                child.label(TektonKeys.PIPELINE_TASK),
                state.status().name(),
                state.reason(),
                child.createdAt());
    }
}
