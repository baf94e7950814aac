package io.tektonretry.history;

import static io.tektonretry.history.ObservedObject.instant;

import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of a PipelineRun, its columns by their names. It begins as a run on its own; the links of its lineage are set apart from it.
 *
 * @param tasksHash tells apart what its tasks are
 * @param tasksHashVersion the resourceVersion of the state with these tasks
 */
record PipelineRunRow(
        UUID uid,
        String namespace,
        String name,
        long resourceVersion,
        @Nullable String pipelineName,
        String status,
        @Nullable String reason,
        @Nullable String message,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Map<String, String> labels,
        @Nullable UUID parentUid,
        UUID baseUid,
        UUID rootUid,
        @Nullable UUID claimedUid,
        @Nullable String rerunOfName,
        @Nullable String requestProof,
        long tasksHash,
        long tasksHashVersion) {

    static PipelineRunRow of(ObservedObject run, List<PipelineTaskRow> tasks) {
        RunState state = RunState.of(run.document());
        RetryLink link = RetryLink.of(run);
        return new PipelineRunRow(
                run.uid(),
                run.namespace(),
                run.name(),
                run.resourceVersion(),
                pipelineName(run),
                state.status().name(),
                state.reason(),
                state.message(),
                run.createdAt(),
                instant(run.status().path("startTime")),
                instant(run.status().path("completionTime")),
                run.labels(),
                run.owner().orElse(null),
                run.uid(),
                run.uid(),
                link.claimedUid(),
                link.rerunOfName(),
                link.requestProof(),
                PipelineTaskRow.hash(tasks),
                run.resourceVersion());
    }

    private static @Nullable String pipelineName(ObservedObject run) {
        String ofRoot = run.label(TektonKeys.PIPELINE_OF_ROOT);
        String label = ofRoot == null ? run.label(TektonKeys.PIPELINE) : ofRoot;
        return label != null
                ? label
                : run.spec().path("pipelineRef").path("name").stringValue(null);
    }
}
