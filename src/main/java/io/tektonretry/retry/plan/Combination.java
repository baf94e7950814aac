package io.tektonretry.retry.plan;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One combination of a matrix.
 *
 * @param values of the parameters that the matrix varies, by name
 */
record Combination(Map<String, String> values) {

    /** Reads the combination that a child ran with. */
    static Combination of(PipelineTask task, Child child) {
        Set<String> varied = parameters(task.spec().path("matrix"));
        Map<String, String> values = new TreeMap<>();
        for (JsonNode parameter : child.object().path("spec").path("params")) {
            String name = parameter.path("name").asString("");
            if (varied.contains(name)) {
                values.put(name, parameter.path("value").asString(""));
            }
        }
        return new Combination(values);
    }

    /** The names of the parameters that a matrix varies, in their order. */
    static Set<String> parameters(JsonNode matrix) {
        Set<String> names = new LinkedHashSet<>();
        matrix.path("params")
                .forEach(parameter -> names.add(parameter.path("name").asString("")));
        for (JsonNode include : matrix.path("include")) {
            include.path("params")
                    .forEach(parameter -> names.add(parameter.path("name").asString("")));
        }
        return names;
    }
}
