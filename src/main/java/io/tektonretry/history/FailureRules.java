package io.tektonretry.history;

import static io.tektonretry.history.FailureClass.CANCELLED;
import static io.tektonretry.history.FailureClass.CONFIGURATION;
import static io.tektonretry.history.FailureClass.INFRASTRUCTURE;
import static io.tektonretry.history.FailureClass.TIMEOUT;
import static io.tektonretry.history.FailureClass.UNKNOWN;
import static io.tektonretry.history.FailureClass.USER_CODE;

import io.tektonretry.tekton.RunState;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Classifies the failure of a recorded attempt. The reasons are those of Tekton's {@code pkg/apis/pipeline/v1} ({@code
 * taskrun_types.go}, {@code pipelinerun_types.go}) and {@code pkg/pod/status.go}; {@code src/docs/api.md} lists the
 * rules.
 */
public final class FailureRules {

    private static final Set<String> OF_THE_CLUSTER =
            Set.of("PodEvicted", "InitContainerOOM", "InitContainerFailed", "TaskRunStopSidecarFailed");

    private static final Set<String> OF_THE_DEFINITION = Set.of(
            "CreateContainerConfigError",
            "InvalidParamValue",
            "PodAdmissionFailed",
            "ResourceVerificationFailed",
            "TaskValidationFailed",
            "CELEvaluationFailed",
            "InvalidMatrixParameterTypes",
            "InvalidPipelineResourceBindings",
            "InvalidPipelineResultReference",
            "InvalidTaskResultReference",
            "InvalidTaskRunSpecs",
            "InvalidWorkspaceBindings",
            "ObjectParameterMissKeys",
            "ParamArrayIndexingInvalid",
            "ParameterMissing",
            "ParameterTypeMismatch",
            "PipelineInvalidGraph",
            "PipelineValidationFailed",
            "RequiredWorkspaceMarkedOptional");

    private static final Set<String> OF_THE_CODE =
            Set.of("StepOOM", "SidecarOOM", "SidecarFailed", "TaskRunResultLargerThanAllowedLimit");

    /** Reasons for objects that Tekton could not create; either side may be at fault. */
    private static final Set<String> OF_A_CREATION =
            Set.of("PodCreationFailed", "CouldntCreateWorkspacePVC", "CreateRunFailed");

    /** Reasons for definitions that Tekton could not resolve; they may be missing or out of reach. */
    private static final Set<String> OF_A_RESOLUTION =
            Set.of("CouldntGetPipeline", "CouldntGetTask", "TaskRunResolutionFailed");

    private static final Set<String> OUTAGES = Set.of(
            "bad gateway",
            "broken pipe",
            "connection refused",
            "connection reset",
            "connection timed out",
            "context deadline exceeded",
            "etcdserver",
            "failed calling webhook",
            "gateway timeout",
            "i/o timeout",
            "internal error",
            "internal server error",
            "network is unreachable",
            "no route to host",
            "no such host",
            "resolution took longer",
            "resolutiontimedout",
            "server misbehaving",
            "service unavailable",
            "temporary failure in name resolution",
            "timeout awaiting",
            "timeout exceeded",
            "tls handshake timeout",
            "too many requests",
            "unexpected eof");

    private static final Set<String> WRONG_IMAGES = Set.of(
            "authentication required",
            "denied",
            "invalidimagename",
            "invalid reference",
            "manifest unknown",
            "not found",
            "unauthorized");

    private FailureRules() {}

    /**
     * Classifies an attempt.
     *
     * @param state its state
     * @param status its current or archived status
     * @return null unless it failed, was cancelled or timed out
     */
    public static @Nullable FailureClass of(RunState state, JsonNode status) {
        return switch (state.status()) {
            case TIMED_OUT -> TIMEOUT;
            case CANCELLED -> CANCELLED;
            case FAILED -> failed(state, status.path("steps"));
            default -> null;
        };
    }

    /**
     * Classifies a run without any attempt.
     *
     * @return null unless it failed, was cancelled or timed out
     */
    public static @Nullable FailureClass of(
            PipelineRunStatus status, @Nullable String reason, @Nullable String message) {
        return switch (status) {
            case TIMED_OUT -> TIMEOUT;
            case CANCELLED, INTERRUPTED -> CANCELLED;
            case FAILED -> failed(reason, message, MissingNode.getInstance());
            default -> null;
        };
    }

    private static FailureClass failed(RunState state, JsonNode steps) {
        return failed(state.reason(), state.message(), steps);
    }

    private static FailureClass failed(@Nullable String givenReason, @Nullable String givenMessage, JsonNode steps) {
        String reason = givenReason == null ? "" : givenReason;
        String message = givenMessage == null ? "" : givenMessage.toLowerCase(Locale.ROOT);
        if (failedSteps(steps).anyMatch(step -> word(step, "terminationReason").equals("TimeoutExceeded"))) {
            return TIMEOUT;
        }
        if (OF_THE_CLUSTER.contains(reason)) {
            return INFRASTRUCTURE;
        }
        if (reason.equals("TaskRunImagePullFailed")) {
            return WRONG_IMAGES.stream().anyMatch(message::contains) ? CONFIGURATION : INFRASTRUCTURE;
        }
        if (OF_A_CREATION.contains(reason) || OF_A_RESOLUTION.contains(reason)) {
            return OUTAGES.stream().anyMatch(message::contains) ? INFRASTRUCTURE : CONFIGURATION;
        }
        if (OF_THE_DEFINITION.contains(reason)) {
            return CONFIGURATION;
        }
        if (OF_THE_CODE.contains(reason)) {
            return USER_CODE;
        }
        if (reason.equals("TaskRunValidationFailed")) {
            return failedBeforeItRan(steps) ? CONFIGURATION : USER_CODE;
        }
        return failedSteps(steps).findFirst().map(FailureRules::failedStep).orElse(UNKNOWN);
    }

    /**
     * Whether no step has ended: Tekton validates an attempt before it creates the pod; only result types are validated
     * after the pod has ended.
     */
    private static boolean failedBeforeItRan(JsonNode steps) {
        return steps.valueStream().noneMatch(step -> step.has("terminated"));
    }

    private static Stream<JsonNode> failedSteps(JsonNode steps) {
        return steps.valueStream()
                .filter(step -> step.path("terminated").path("exitCode").asInt(0) != 0)
                .filter(step -> !Set.of("Skipped", "Continued").contains(word(step, "terminationReason")));
    }

    /** The status of a process that was killed from outside does not say by whom. */
    private static FailureClass failedStep(JsonNode step) {
        JsonNode ended = step.path("terminated");
        return switch (word(ended, "reason")) {
            case "OOMKilled" -> USER_CODE;
            case "ContainerStatusUnknown" -> INFRASTRUCTURE;
            case "ContainerCannotRun", "StartError" -> CONFIGURATION;
            default ->
                switch (ended.path("exitCode").asInt()) {
                    case 137, 143 -> UNKNOWN;
                    default -> USER_CODE;
                };
        };
    }

    private static String word(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
