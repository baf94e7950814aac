package io.tektonretry.retry.plan;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A param that a retry gives another value.
 *
 * @param name of the param
 * @param value that it gets
 * @param previous what it had so far; null when it had none
 */
public record PlannedParam(
        String name, JsonNode value, @Nullable JsonNode previous) {}
