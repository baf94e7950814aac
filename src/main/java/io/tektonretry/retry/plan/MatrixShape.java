package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The params that distinguish the combinations of a matrix.
 *
 * @param names names of its params, including those of {@code include}, in the order of the definition
 */
record MatrixShape(List<String> names) {

    static MatrixShape of(JsonNode matrix) {
        Stream<JsonNode> included =
                Fields.list(matrix, "include").stream().flatMap(i -> Fields.list(i, "params").stream());
        return new MatrixShape(Stream.concat(Fields.list(matrix, "params").stream(), included)
                .map(param -> Fields.text(param, "name"))
                .distinct()
                .toList());
    }

    /**
     * The number of combinations, as Tekton counts them ({@code CountCombinations}); a list that is still a reference
     * counts as one.
     */
    static int count(JsonNode matrix) {
        List<JsonNode> params = Fields.list(matrix, "params");
        List<JsonNode> include = Fields.list(matrix, "include");
        if (params.isEmpty()) {
            return include.size();
        }
        Map<String, List<String>> lists = new HashMap<>();
        int count = 1;
        for (JsonNode param : params) {
            List<String> list = Fields.texts(param, "value");
            lists.put(Fields.text(param, "name"), list);
            count *= Math.max(1, list.size());
        }
        return count + added(include, lists);
    }

    private static int added(List<JsonNode> include, Map<String, List<String>> lists) {
        int added = 0;
        for (JsonNode entry : include) {
            for (JsonNode param : Fields.list(entry, "params")) {
                List<String> list = lists.get(Fields.text(param, "name"));
                if (list != null && list.contains(Fields.text(param, "value"))) {
                    break;
                }
                added += list == null ? 0 : 1;
            }
        }
        return added;
    }

    /** Identifies this child among those of its matrix; numbers do not, since a retry numbers its children anew. */
    Map<String, String> combination(Child child) {
        Map<String, String> combination = new TreeMap<>();
        for (String name : names) {
            JsonNode value = child.param(name);
            if (!value.isMissingNode()) {
                combination.put(name, value.isString() ? value.stringValue() : value.toString());
            }
        }
        return combination;
    }
}
