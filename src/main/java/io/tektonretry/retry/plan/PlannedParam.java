package io.tektonretry.retry.plan;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A param whose value a retry changes.
 *
 * @param name name of the param
 * @param value new value
 * @param previous value so far; null when it had none
 */
public record PlannedParam(
        String name, JsonNode value, @Nullable JsonNode previous) {}
