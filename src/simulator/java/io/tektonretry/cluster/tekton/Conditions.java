package io.tektonretry.cluster.tekton;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the condition {@code Succeeded}. */
final class Conditions {

    static final String RUNNING = "Unknown";

    private Conditions() {}

    static Optional<JsonNode> of(JsonNode object) {
        return Json.stream(object.path("status").path("conditions"))
                .filter(condition -> Json.text(condition, "type").equals("Succeeded"))
                .findFirst();
    }

    static String status(JsonNode object) {
        return of(object).map(condition -> Json.text(condition, "status")).orElse(RUNNING);
    }

    static String reason(JsonNode object) {
        return of(object).map(condition -> Json.text(condition, "reason")).orElse("");
    }

    static boolean isDone(JsonNode object) {
        return !status(object).equals(RUNNING);
    }

    /** Keeps the time of the last transition while nothing changes. */
    static void set(ObjectNode status, String value, String reason, String message) {
        JsonNode current = status.path("conditions").path(0);
        if (Json.text(current, "status").equals(value)
                && Json.text(current, "reason").equals(reason)
                && Json.text(current, "message").equals(message)) {
            return;
        }
        status.putArray("conditions")
                .addObject()
                .put("lastTransitionTime", now())
                .put("message", message)
                .put("reason", reason)
                .put("status", value)
                .put("type", "Succeeded");
    }

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
