package io.tektonretry.cluster.tekton;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The states of the steps of a TaskRun. */
final class Steps {

    private static final String IMAGE = "sim.lab/image@sha256:" + "0".repeat(64);

    private Steps() {}

    static void running(ObjectNode status) {
        ArrayNode steps = status.putArray("steps");
        int number = 0;
        for (JsonNode step : status.path("taskSpec").path("steps")) {
            String name = step.has("name") ? Json.name(step) : "unnamed-" + number;
            steps.addObject()
                    .put("container", "step-" + name)
                    .put("imageID", IMAGE)
                    .put("name", name)
                    .putObject("running")
                    .put("startedAt", Conditions.now());
            number++;
        }
    }

    /** After a failed step the others are not executed. */
    static void ended(ObjectNode status, Ending ending) {
        boolean failed = false;
        for (JsonNode step : status.path("steps")) {
            String reason = failed ? "Skipped" : ending.containerReason();
            ObjectNode state = (ObjectNode) step;
            JsonNode startedAt = state.path("running").path("startedAt");
            state.remove("running");
            ObjectNode terminated = state.putObject("terminated")
                    .put("exitCode", failed ? 1 : ending.exitCode())
                    .put("finishedAt", Conditions.now())
                    .put("reason", reason.equals("Skipped") ? "Error" : reason);
            Json.setUnlessEmpty(terminated, "startedAt", startedAt);
            state.put("terminationReason", reason);
            failed = !ending.isSuccess();
        }
    }
}
