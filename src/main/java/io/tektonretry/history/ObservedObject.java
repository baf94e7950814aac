package io.tektonretry.history;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of the cluster with what every kind has.
 *
 * @param document the object without {@code managedFields}
 */
public record ObservedObject(
        UUID uid,
        String kind,
        String namespace,
        String name,
        long resourceVersion,
        Instant createdAt,
        ObjectNode document) {

    /**
     * Reads the metadata.
     *
     * @throws RuntimeException when something that every object has is missing or malformed
     */
    public static ObservedObject of(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return new ObservedObject(
                UUID.fromString(metadata.path("uid").stringValue()),
                object.path("kind").stringValue(),
                metadata.path("namespace").stringValue(),
                metadata.path("name").stringValue(),
                Long.parseLong(metadata.path("resourceVersion").stringValue()),
                Instant.parse(metadata.path("creationTimestamp").stringValue()),
                withoutManagedFields(object));
    }

    /** A quarter of an object says who wrote which field; the caller's tree stays as it is. */
    private static ObjectNode withoutManagedFields(ObjectNode object) {
        if (!object.path("metadata").has("managedFields")) {
            return object;
        }
        ObjectNode copy = object.objectNode().setAll(object);
        ObjectNode metadata = copy.putObject("metadata").setAll((ObjectNode) object.path("metadata"));
        metadata.remove("managedFields");
        return copy;
    }

    public boolean isPipelineRun() {
        return kind.equals("PipelineRun");
    }

    public JsonNode spec() {
        return document.path("spec");
    }

    public JsonNode status() {
        return document.path("status");
    }

    public Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        document.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
        return labels;
    }

    @Nullable
    public String label(String key) {
        return document.path("metadata").path("labels").path(key).stringValue(null);
    }

    @Nullable
    public String annotation(String key) {
        return document.path("metadata").path("annotations").path(key).stringValue(null);
    }

    /** UID of the PipelineRun that is the controller of this object, as it says itself. */
    public Optional<UUID> owner() {
        return owner(document);
    }

    /** UID of the PipelineRun that is the controller of an object, whatever else of it can be read. */
    public static Optional<UUID> owner(ObjectNode object) {
        return controller(object, "PipelineRun")
                .flatMap(owner -> uid(owner.path("uid").stringValue(null)));
    }

    /** The reference to the object of Tekton that is the controller of this one, when it is of the kind. */
    public static Optional<JsonNode> controller(ObjectNode object, String kind) {
        return controllers(object)
                .filter(owner -> owner.path("kind").asString("").equals(kind)
                        && owner.path("apiVersion").asString("").startsWith("tekton.dev/"))
                .findFirst();
    }

    public boolean hasController() {
        return controllers(document).findAny().isPresent();
    }

    private static Stream<JsonNode> controllers(ObjectNode object) {
        return object.path("metadata")
                .path("ownerReferences")
                .valueStream()
                .filter(owner -> owner.path("controller").asBoolean(false));
    }

    /** A label can hold any text, so that one which is no UID counts as absent. */
    public Optional<UUID> labelledUid(String key) {
        return uid(label(key));
    }

    /** Empty for a text that is no UID. */
    public static Optional<UUID> uid(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public static @Nullable Instant instant(JsonNode time) {
        return time.isString() ? Instant.parse(time.stringValue()) : null;
    }
}
