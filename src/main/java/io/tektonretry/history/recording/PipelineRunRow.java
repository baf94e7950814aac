package io.tektonretry.history.recording;

import static io.tektonretry.history.ObservedObject.instant;

import io.tektonretry.history.FailureClass;
import io.tektonretry.history.FailureRules;
import io.tektonretry.history.LabelKeys;
import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.ShortText;
import io.tektonretry.history.source.RunSource;
import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The row of a PipelineRun, its components named like the columns. It starts as a lineage of its own; links are written
 * separately.
 *
 * @param failureClass why it failed, as far as its own status and reason tell
 * @param labels with keys of {@link LabelKeys}
 * @param source what it was built from
 * @param tasksHash detects changes of its tasks
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
        @Nullable FailureClass failureClass,
        @Nullable RunSource source,
        long tasksHash) {

    /** Kubernetes limits labels only by the size of the whole object, and a page shows a hundred runs. */
    private static final int LONGEST_LABELS = 32 * 1024;

    private static final Comparator<Map.Entry<String, String>> SPEAKING_FIRST = Comparator.comparing(
                    (Map.Entry<String, String> label) -> !label.getKey().contains(TektonKeys.OWN_PREFIX)
                            && !label.getKey().contains("tekton.dev/"))
            .thenComparing(Map.Entry.comparingByKey());

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
                ShortText.ofNullable(state.message(), TaskAttemptRow.LONGEST_MESSAGE),
                run.createdAt(),
                instant(run.status().path("startTime")),
                instant(run.status().path("completionTime")),
                LabelKeys.stored(shortened(run.labels())),
                run.owner().orElse(null),
                run.uid(),
                run.uid(),
                link.claimedUid(),
                link.rerunOfName(),
                link.requestProof(),
                FailureRules.of(PipelineRunStatus.valueOf(state.status().name()), state.reason(), state.message()),
                null,
                PipelineTaskRow.hash(tasks));
    }

    /** The row with this source, whose job names an embedded pipeline. */
    PipelineRunRow builtFrom(@Nullable RunSource found) {
        return new PipelineRunRow(
                uid,
                namespace,
                name,
                resourceVersion,
                pipelineName == null && found != null ? found.job() : pipelineName,
                status,
                reason,
                message,
                createdAt,
                startedAt,
                finishedAt,
                labels,
                parentUid,
                baseUid,
                rootUid,
                claimedUid,
                rerunOfName,
                requestProof,
                failureClass,
                found,
                tasksHash);
    }

    /**
     * The document has all labels. Labels of Tekton and of this service come first, as runs are found and kept by them.
     */
    private static Map<String, String> shortened(Map<String, String> labels) {
        int size = 0;
        Map<String, String> kept = new HashMap<>();
        for (var label : labels.entrySet().stream().sorted(SPEAKING_FIRST).toList()) {
            size += label.getKey().length() + label.getValue().length();
            if (size > LONGEST_LABELS) {
                break;
            }
            kept.put(label.getKey(), label.getValue());
        }
        return kept;
    }

    /** Tekton labels a run with an embedded pipeline with the run's own name, which is the name of no Pipeline. */
    private static @Nullable String pipelineName(ObservedObject run) {
        String ofRoot = run.label(TektonKeys.PIPELINE_OF_ROOT);
        String label = ofRoot == null ? run.label(TektonKeys.PIPELINE) : ofRoot;
        JsonNode ref = run.spec().path("pipelineRef");
        if (label == null) {
            return ref.path("name").stringValue(null);
        }
        boolean isOwnName = label.equals(run.name()) || label.equals(run.annotation(TektonKeys.ROOT_NAME));
        return isOwnName && ref.isMissingNode() ? null : label;
    }
}
