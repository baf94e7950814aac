package io.tektonretry.cluster.tekton;

import tools.jackson.databind.JsonNode;

/** The condition of a child that has ended. */
record Ending(String status, String reason, String message) {

    static Ending of(Child child, String outcome) {
        return switch (outcome) {
            case "Succeeded" -> new Ending("True", "Succeeded", "All Steps have completed executing");
            case "Cancelled" ->
                new Ending(
                        "False",
                        child.kind() + "Cancelled",
                        "%s \"%s\" was cancelled. %s"
                                .formatted(
                                        child.kind(),
                                        child.name(),
                                        child.object().at("/spec/statusMessage").asString("")));
            case "Timeout" ->
                new Ending(
                        "False",
                        child.isCustom() ? "CustomRunTimedOut" : "TaskRunTimeout",
                        "%s \"%s\" failed to finish within \"%s\""
                                .formatted(
                                        child.kind(),
                                        child.name(),
                                        child.object().at("/spec/timeout").asString("1h0m0s")));
            case "Failed" -> failed(child, child.isCustom() ? "Failed" : "StepFailed");
            default -> failed(child, outcome);
        };
    }

    /** A failure of a task with {@code onError: continue} is an ignored one. */
    private static Ending failed(Child child, String reason) {
        JsonNode annotations = child.object().at("/metadata/annotations");
        boolean ignored = Json.text(annotations, "pipeline.tekton.dev/pipeline-task-on-error")
                .equals("continue");
        return new Ending(
                "False", ignored ? "FailureIgnored" : reason, child.isCustom() ? "it failed" : words(child, reason));
    }

    private static String words(Child child, String reason) {
        String step = child.object().at("/status/steps/0/name").asString("main");
        return switch (reason) {
            case "StepOOM" -> "\"step-%s\" exited with code 137: OOMKilled".formatted(step);
            case "PodEvicted" -> "The node was low on resource: memory. Threshold quantity: 100Mi, available: 41200Ki.";
            default -> "\"step-%s\" exited with code 1: Error".formatted(step);
        };
    }

    /** How the step that failed has ended. */
    int exitCode() {
        return isSuccess() ? 0 : reason.matches("StepOOM|PodEvicted") ? 137 : 1;
    }

    /** Why the container of the step that failed has ended. */
    String containerReason() {
        return isSuccess() ? "Completed" : reason.equals("StepOOM") ? "OOMKilled" : "Error";
    }

    boolean isSuccess() {
        return status.equals("True");
    }
}
