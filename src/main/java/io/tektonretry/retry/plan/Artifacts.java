package io.tektonretry.retry.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Spells recorded artifacts as Tekton does when it puts them into a task's steps ({@code PropagateArtifacts}). */
final class Artifacts {

    private Artifacts() {}

    /** The JSON text that stands in for a reference; null when no such artifacts were recorded. */
    static @Nullable RecordedValue of(TaskRecord record, Reference.Artifacts reference) {
        if (record.cells().isEmpty() || record.matrixed()) {
            return null;
        }
        JsonNode status = record.cells().get(0).child().document().path("status");
        List<JsonNode> categories = Fields.list(status.path("artifacts"), reference.direction());
        String wanted = reference.category();
        return categories.stream()
                .filter(category -> wanted == null || wanted.equals(Fields.text(category, "name")))
                .findFirst()
                .map(category -> RecordedValue.text(escaped(values(category).toString())))
                .orElse(null);
    }

    private static ArrayNode values(JsonNode category) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        for (JsonNode value : Fields.list(category, "values")) {
            ObjectNode copy = values.addObject();
            if (value.path("digest") instanceof ObjectNode digest && !digest.isEmpty()) {
                ObjectNode sorted = copy.putObject("digest");
                digest.propertyNames().stream().sorted().forEach(name -> sorted.set(name, digest.path(name)));
            }
            String uri = Fields.text(value, "uri");
            if (!uri.isEmpty()) {
                copy.put("uri", uri);
            }
        }
        return values;
    }

    /** Go's {@code json.Marshal} escapes what HTML would read. */
    private static String escaped(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }
}
