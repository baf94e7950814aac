package io.tektonretry.retry.plan;

import tools.jackson.databind.JsonNode;

/** Evaluates resolved {@code when} expressions. */
final class Whens {

    private Whens() {}

    static boolean isFalse(JsonNode expressions) {
        for (JsonNode expression : expressions) {
            boolean found = expression.path("values").valueStream().anyMatch(expression.path("input")::equals);
            if (found != "in".equals(expression.path("operator").stringValue())) {
                return true;
            }
        }
        return false;
    }
}
