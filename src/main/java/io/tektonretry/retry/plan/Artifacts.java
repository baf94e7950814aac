package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes recorded artifacts as Tekton does when it puts them into a task's steps ({@code PropagateArtifacts}). */
final class Artifacts {

    private Artifacts() {}

    /**
     * The JSON text that replaces a reference; null when no such artifacts were recorded. Those of a matrix are merged
     * without duplicates ({@code Artifacts.Merge}).
     */
    static @Nullable RecordedValue of(TaskRecord record, Reference.ArtifactsOf reference) {
        List<JsonNode> categories = record.cells().stream()
                .limit(record.matrixed() ? record.cells().size() : 1)
                .map(cell -> cell.child().document().path("status").path("artifacts"))
                .flatMap(artifacts -> Fields.list(artifacts, reference.direction()).stream())
                .toList();
        if (record.isCustom() || categories.isEmpty()) {
            return null;
        }
        String asked = reference.category();
        String wanted = asked == null ? Fields.text(categories.get(0), "name") : asked;
        List<JsonNode> named = categories.stream()
                .filter(category -> wanted.equals(Fields.text(category, "name")))
                .toList();
        return named.isEmpty() ? null : RecordedValue.text(GoJson.text(values(named, record.matrixed())));
    }

    private static ArrayNode values(List<JsonNode> categories, boolean merged) {
        Collection<ObjectNode> values = merged ? new LinkedHashSet<>() : new ArrayList<>();
        categories.forEach(category -> Fields.list(category, "values").forEach(value -> values.add(value(value))));
        return JsonNodeFactory.instance.arrayNode().addAll(values);
    }

    private static ObjectNode value(JsonNode value) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        if (value.path("digest") instanceof ObjectNode digest && !digest.isEmpty()) {
            ObjectNode sorted = copy.putObject("digest");
            digest.propertyNames().stream().sorted().forEach(name -> sorted.set(name, digest.path(name)));
        }
        String uri = Fields.text(value, "uri");
        if (!uri.isEmpty()) {
            copy.put("uri", uri);
        }
        return copy;
    }
}
