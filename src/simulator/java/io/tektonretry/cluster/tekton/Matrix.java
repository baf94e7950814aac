package io.tektonretry.cluster.tekton;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The combinations of a matrix, in Tekton's order: the first parameter changes fastest, parameters are sorted by name. */
final class Matrix {

    private Matrix() {}

    /** One entry without parameters for a task without matrix. */
    static List<NavigableMap<String, String>> combinations(JsonNode matrix) {
        if (matrix.isMissingNode()) {
            return List.of(new TreeMap<>());
        }
        List<NavigableMap<String, String>> included =
                Json.stream(matrix.path("include")).map(Matrix::included).toList();
        if (matrix.path("params").isEmpty()) {
            return included;
        }
        List<NavigableMap<String, String>> combinations = product(matrix.path("params"));
        combinations.forEach(combination -> included.stream()
                .filter(include -> agrees(combination, include))
                .forEach(combination::putAll));
        for (NavigableMap<String, String> include : included) {
            if (!include.isEmpty() && combinations.stream().noneMatch(known -> shares(known, include))) {
                combinations.add(include);
            }
        }
        return combinations;
    }

    static boolean hasEmptyParameter(JsonNode matrix) {
        return Json.stream(matrix.path("params"))
                .anyMatch(param ->
                        param.path("value").isArray() && param.path("value").isEmpty());
    }

    private static List<NavigableMap<String, String>> product(JsonNode params) {
        List<NavigableMap<String, String>> combinations = List.of(new TreeMap<>());
        for (JsonNode param : params) {
            List<NavigableMap<String, String>> wider = new ArrayList<>();
            for (String value : Json.texts(param.path("value"))) {
                for (NavigableMap<String, String> combination : combinations) {
                    NavigableMap<String, String> next = new TreeMap<>(combination);
                    next.put(Json.name(param), value);
                    wider.add(next);
                }
            }
            combinations = wider;
        }
        return combinations;
    }

    private static NavigableMap<String, String> included(JsonNode include) {
        NavigableMap<String, String> combination = new TreeMap<>();
        include.path("params").forEach(param -> combination.put(Json.name(param), Json.text(param, "value")));
        return combination;
    }

    private static boolean agrees(Map<String, String> combination, Map<String, String> include) {
        return include.entrySet().stream()
                .allMatch(entry -> combination
                        .getOrDefault(entry.getKey(), entry.getValue())
                        .equals(entry.getValue()));
    }

    private static boolean shares(Map<String, String> combination, Map<String, String> include) {
        return include.entrySet().stream().anyMatch(entry -> entry.getValue().equals(combination.get(entry.getKey())));
    }
}
