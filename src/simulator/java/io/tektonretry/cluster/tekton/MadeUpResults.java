package io.tektonretry.cluster.tekton;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Results for tasks that no script gives any: the same text each time, of the declared or else of the expected type. */
final class MadeUpResults {

    private MadeUpResults() {}

    /** Results given by a script. */
    static ArrayNode given(JsonNode byName, boolean custom) {
        ArrayNode results = Json.array(List.of());
        for (String name : byName.propertyNames()) {
            JsonNode value = byName.path(name);
            if (custom) {
                results.addObject()
                        .put("name", name)
                        .put("value", value.isString() ? value.stringValue() : value.toString());
            } else {
                String type = value.isArray() ? "array" : value.isObject() ? "object" : "string";
                results.addObject().put("name", name).put("type", type).set("value", value);
            }
        }
        return results;
    }

    /** Results by their declarations. */
    static ArrayNode declared(Child child, JsonNode declarations) {
        ObjectNode values = Json.object();
        for (JsonNode declaration : declarations) {
            String text = child.task() + child.suffix() + "-" + Json.name(declaration);
            switch (Json.text(declaration, "type")) {
                case "array" ->
                    values.putArray(Json.name(declaration)).add(text + "-1").add(text + "-2");
                case "object" -> {
                    ObjectNode object = values.putObject(Json.name(declaration));
                    declaration.path("properties").propertyNames().forEach(key -> object.put(key, text + "-" + key));
                }
                default -> values.put(Json.name(declaration), text);
            }
        }
        return given(values, false);
    }

    /** Results that the other tasks of a pipeline expect; of a task that declares none. */
    static ArrayNode expected(Child child, JsonNode pipelineSpec) {
        ObjectNode values = Json.object();
        List<ResultReference> references = ResultReference.in(pipelineSpec).stream()
                .filter(reference -> reference.task().equals(child.task()))
                .toList();
        Set<String> lists = references.stream()
                .filter(reference -> !reference.index().isEmpty())
                .map(ResultReference::result)
                .collect(Collectors.toCollection(TreeSet::new));
        for (ResultReference reference : references) {
            String text = child.task() + child.suffix() + "-" + reference.result();
            if (lists.contains(reference.result())) {
                values.putArray(reference.result()).add(text + "-1").add(text + "-2");
            } else if (reference.part().isEmpty()) {
                values.put(reference.result(), text);
            } else {
                values.withObject("/" + reference.result()).put(reference.part(), text + "-" + reference.part());
            }
        }
        return given(values, child.isCustom());
    }
}
