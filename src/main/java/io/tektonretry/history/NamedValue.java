package io.tektonretry.history;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A parameter or result as Tekton recorded it.
 *
 * @param name name of the parameter or result
 * @param type {@code string}, {@code array} or {@code object}; absent for results of CustomRuns
 * @param value a JSON string, array or object
 */
public record NamedValue(String name, @Nullable String type, JsonNode value) {}
