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
        String step = child.object().at("/status/steps/0/name").asString("main");
        return new Ending(
                "False",
                ignored ? "FailureIgnored" : reason,
                child.isCustom() ? "it failed" : "\"step-%s\" exited with code 1: Error".formatted(step));
    }

    boolean isSuccess() {
        return status.equals("True");
    }
}
