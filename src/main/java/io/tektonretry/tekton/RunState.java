package io.tektonretry.tekton;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The state of a PipelineRun, TaskRun or CustomRun, read from its condition {@code Succeeded}.
 *
 * @param status our own status
 * @param reason Tekton's reason, unmapped
 * @param message Tekton's message, unmapped
 */
public record RunState(
        Status status, @Nullable String reason, @Nullable String message) {

    /** Our own status of a run; {@code PENDING} and {@code RUNNING} are the unfinished ones. */
    public enum Status {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        TIMED_OUT;

        /** Whether the run has finished. */
        public boolean isDone() {
            return this != PENDING && this != RUNNING;
        }
    }

    private static final String TIMED_OUT_WITH_ITS_RUN = "cancelled as the PipelineRun it belongs to has timed out.";

    /**
     * Reads the state of a whole object. A missing condition counts as unfinished, as in Tekton's {@code IsDone}. A
     * child that was cancelled because its PipelineRun timed out counts as timed out (Tekton: {@code
     * isCancelledForTimeOut}).
     */
    public static RunState of(JsonNode object) {
        JsonNode condition = condition(object.path("status").path("conditions"));
        boolean timedOutWithItsRun =
                object.path("spec").path("statusMessage").asString("").endsWith(TIMED_OUT_WITH_ITS_RUN);
        RunState state = of(condition, object.path("status").has("startTime"));
        return timedOutWithItsRun && state.status() == Status.CANCELLED
                ? new RunState(Status.TIMED_OUT, state.reason(), state.message())
                : state;
    }

    /** Reads the state of one archived attempt, an entry of a TaskRun's {@code status.retriesStatus}. */
    public static RunState ofArchivedAttempt(JsonNode status) {
        return of(condition(status.path("conditions")), true);
    }

    private static RunState of(JsonNode condition, boolean started) {
        String reason = condition.path("reason").stringValue(null);
        String message = condition.path("message").stringValue(null);
        return new RunState(status(condition.path("status").asString("Unknown"), reason, started), reason, message);
    }

    private static Status status(String condition, @Nullable String reason, boolean started) {
        return switch (condition) {
            case "True" -> Status.SUCCEEDED;
            case "False" -> end(reason == null ? "" : reason);
            default -> started ? Status.RUNNING : Status.PENDING;
        };
    }

    private static Status end(String reason) {
        return switch (reason) {
            case "Cancelled", "PipelineRunCancelled", "TaskRunCancelled", "CustomRunCancelled" -> Status.CANCELLED;
            case "PipelineRunTimeout", "TaskRunTimeout", "CustomRunTimedOut" -> Status.TIMED_OUT;
            default -> Status.FAILED;
        };
    }

    private static JsonNode condition(JsonNode conditions) {
        for (JsonNode condition : conditions) {
            if ("Succeeded".equals(condition.path("type").asString(""))) {
                return condition;
            }
        }
        return conditions.path("Succeeded");
    }
}
