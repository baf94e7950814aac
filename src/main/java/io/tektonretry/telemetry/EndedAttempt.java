package io.tektonretry.telemetry;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a task that has ended.
 *
 * @param runUid the run that executed it
 * @param verdict PASS, FAIL or INFRASTRUCTURE; null if it was cancelled
 */
record EndedAttempt(
        UUID runUid,
        UUID taskRunUid,
        int number,
        String taskName,
        String taskRunName,
        Instant startedAt,
        Instant finishedAt,
        @Nullable String verdict,
        @Nullable String failureClass) {

    /** {@code cicd.pipeline.task.run.result}. */
    String result() {
        if (verdict == null) {
            return "cancellation";
        }
        return switch (verdict) {
            case "PASS" -> "success";
            case "INFRASTRUCTURE" -> "error";
            default -> "TIMEOUT".equals(failureClass) ? "timeout" : "failure";
        };
    }
}
