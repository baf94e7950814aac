package io.tektonretry.retry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares a run with the plan by its spec as the API server stores it, even after it was started or cancelled. */
final class PlannedSpec {

    private PlannedSpec() {}

    /** Hash of the run's spec without {@code spec.status}, which changes when a run is paused, started or cancelled. */
    static String hash(ObjectNode run) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        run.path("spec").properties().stream()
                .filter(field -> !field.getKey().equals("status"))
                .forEach(field -> spec.set(field.getKey(), field.getValue()));
        try {
            byte[] text = sorted(spec).toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isArray()) {
            var elements = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> elements.add(sorted(element)));
            return elements;
        }
        if (!node.isObject()) {
            return node;
        }
        Map<String, JsonNode> fields = new TreeMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        return JsonNodeFactory.instance.objectNode().setAll(fields);
    }
}
