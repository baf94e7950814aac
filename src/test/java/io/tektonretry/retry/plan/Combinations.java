package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Fans a matrix out ({@code Matrix.FanOut}). */
final class Combinations {

    private Combinations() {}

    static List<Map<String, JsonNode>> of(JsonNode matrix) {
        List<Map<String, JsonNode>> included = new ArrayList<>();
        matrix.path("include").forEach(include -> included.add(params(include)));
        if (!matrix.has("params")) {
            return included;
        }
        List<Map<String, JsonNode>> combinations = List.of(Map.of());
        for (JsonNode param : matrix.path("params")) {
            combinations = distributed(combinations, param);
        }
        List<Map<String, JsonNode>> all = new ArrayList<>(combinations);
        for (Map<String, JsonNode> include : included) {
            boolean found = false;
            for (Map<String, JsonNode> combination : combinations) {
                if (include.entrySet().stream()
                        .allMatch(e -> e.getValue().equals(combination.getOrDefault(e.getKey(), e.getValue())))) {
                    combination.putAll(include);
                    found = true;
                }
            }
            if (!found) {
                all.add(include);
            }
        }
        return all;
    }

    /** Whether one of the lists of a matrix is empty ({@code skipBecauseEmptyArrayInMatrixParams}). */
    static boolean hasEmptyList(JsonNode matrix) {
        return matrix.path("params")
                .valueStream()
                .map(param -> param.path("value"))
                .anyMatch(value -> value.isArray() && value.isEmpty());
    }

    private static List<Map<String, JsonNode>> distributed(List<Map<String, JsonNode>> combinations, JsonNode param) {
        List<Map<String, JsonNode>> distributed = new ArrayList<>();
        for (JsonNode value : param.path("value")) {
            for (Map<String, JsonNode> combination : combinations) {
                Map<String, JsonNode> longer = new LinkedHashMap<>(combination);
                longer.put(param.path("name").stringValue(), value);
                distributed.add(longer);
            }
        }
        return distributed;
    }

    private static Map<String, JsonNode> params(JsonNode include) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        include.path("params").forEach(param -> params.put(param.path("name").stringValue(), param.path("value")));
        return params;
    }
}
