package io.tektonretry.history.evidence;

import io.tektonretry.history.ObservedObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.node.ObjectNode;

/**
 * Outcome of a pod that executes an attempt.
 *
 * @param taskRunUid UID of the TaskRun that is its controller
 * @param taskRunName name of that TaskRun, which is in the same namespace
 * @param node node it was scheduled to
 * @param phase Kubernetes' phase
 * @param reason Kubernetes' reason, such as {@code Evicted}
 * @param message Kubernetes' message
 * @param disrupted whether the cluster ended it: eviction, preemption, loss or shutdown of its node
 * @param deletedAt when its deletion was noticed
 * @param containers Tekton's init containers first, then steps and sidecars
 */
@JsonNaming(SnakeCaseStrategy.class)
public record PodOutcome(
        UUID uid,
        UUID taskRunUid,
        String taskRunName,
        String namespace,
        String name,
        long resourceVersion,
        @Nullable String node,
        String phase,
        @Nullable String reason,
        @Nullable String message,
        boolean disrupted,
        Instant createdAt,
        @Nullable Instant deletedAt,
        List<PodContainer> containers) {

    /**
     * Reasons that the kubelet and the node controller set on pods (Kubernetes: {@code pkg/kubelet}, {@code
     * pkg/util/node}).
     */
    private static final Set<String> DISRUPTIONS = Set.of(
            "Evicted",
            "NodeAffinity",
            "NodeLost",
            "NodeShutdown",
            "Preempting",
            "Shutdown",
            "Terminated",
            "UnexpectedAdmissionError");

    /**
     * Reads a pod.
     *
     * @param deletedAt null while it exists
     * @return empty for a pod that no TaskRun owns
     * @throws RuntimeException when a field that every pod has is missing or malformed
     */
    public static Optional<PodOutcome> of(ObjectNode object, @Nullable Instant deletedAt) {
        return ObservedObject.controller(object, "TaskRun")
                .map(taskRun -> of(ObservedObject.of(object), taskRun, deletedAt));
    }

    private static PodOutcome of(ObservedObject pod, JsonNode taskRun, @Nullable Instant deletedAt) {
        JsonNode status = pod.status();
        Optional<JsonNode> disruption = condition(status, "DisruptionTarget", "True");
        Optional<JsonNode> unscheduled = condition(status, "PodScheduled", "False");
        JsonNode why =
                status.has("reason") ? status : disruption.or(() -> unscheduled).orElse(status);
        String reason = why.path("reason").stringValue(null);
        return new PodOutcome(
                pod.uid(),
                UUID.fromString(taskRun.path("uid").asString("")),
                taskRun.path("name").asString(""),
                pod.namespace(),
                pod.name(),
                pod.resourceVersion(),
                pod.spec().path("nodeName").stringValue(null),
                status.path("phase").asString("Unknown"),
                reason,
                why.path("message").stringValue(null),
                disruption.isPresent() || isDisruption(reason),
                pod.createdAt(),
                deletedAt,
                Stream.of("initContainerStatuses", "containerStatuses")
                        .flatMap(containers -> status.path(containers).valueStream())
                        .map(PodContainer::of)
                        .toList());
    }

    private static boolean isDisruption(@Nullable String reason) {
        return reason != null && (DISRUPTIONS.contains(reason) || reason.startsWith("OutOf"));
    }

    private static Optional<JsonNode> condition(JsonNode status, String type, String value) {
        return status.path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asString("").equals(type))
                .filter(condition -> condition.path("status").asString("").equals(value))
                .findFirst();
    }
}
