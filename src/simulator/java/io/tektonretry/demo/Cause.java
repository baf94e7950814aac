package io.tektonretry.demo;

import java.util.Arrays;

/** Why an attempt of a task failed, in Tekton's words. */
enum Cause {
    TESTS("StepFailed", "\"step-%s\" exited with code 1: Error", 1, "Error", "Error", "Failed"),
    MEMORY("StepOOM", "\"step-%s\" exited with code 137: OOMKilled", 137, "OOMKilled", "OOMKilled", "StepOOM"),
    EVICTION(
            "PodEvicted",
            "The node was low on resource: memory. Threshold quantity: 100Mi, available: 41200Ki.",
            137,
            "Error",
            "",
            "PodEvicted"),
    IMAGE(
            "TaskRunImagePullFailed",
            "the step \"%s\" failed to pull the image. The pod errored with the message: \"Back-off pulling image: manifest unknown\"",
            1,
            "TaskRunImagePullFailed",
            "TaskRunImagePullFailed",
            "TaskRunImagePullFailed"),
    TIMEOUT(
            "TaskRunTimeout",
            "TaskRun failed to finish within \"30m0s\"",
            1,
            "TaskRunTimeout",
            "TimeoutExceeded",
            "Timeout"),
    CANCELLATION(
            "TaskRunCancelled",
            "TaskRun was cancelled. TaskRun cancelled as the PipelineRun it belongs to has been cancelled.",
            1,
            "TaskRunCancelled",
            "TaskRunCancelled",
            "Cancelled");

    private final String reason;
    private final String message;
    private final int exitCode;
    private final String containerReason;
    private final String terminationReason;
    private final String scripted;

    Cause(
            String reason,
            String message,
            int exitCode,
            String containerReason,
            String terminationReason,
            String scripted) {
        this.reason = reason;
        this.message = message;
        this.exitCode = exitCode;
        this.containerReason = containerReason;
        this.terminationReason = terminationReason;
        this.scripted = scripted;
    }

    /** The cause behind the reason of a condition. */
    static Cause ofReason(String reason) {
        return Arrays.stream(values())
                .filter(cause -> cause.reason.equals(reason))
                .findFirst()
                .orElse(TESTS);
    }

    String reason() {
        return reason;
    }

    String message(String step) {
        return message.formatted(step);
    }

    int exitCode() {
        return exitCode;
    }

    String containerReason() {
        return containerReason;
    }

    String terminationReason() {
        return terminationReason;
    }

    /** The outcome that makes the simulated Tekton fail like this. */
    String scripted() {
        return scripted;
    }
}
