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
 * The fields that all observed objects have.
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
     * @throws RuntimeException when a field that every object has is missing or malformed
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

    /** {@code managedFields} are about a quarter of an object; the caller's tree is not changed. */
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

    /** UID of the PipelineRun that is the controller of this object, by its own ownerReferences. */
    public Optional<UUID> owner() {
        return owner(document);
    }

    /** UID of the PipelineRun that is the controller of an object; needs no other field. */
    public static Optional<UUID> owner(ObjectNode object) {
        return controller(object, "PipelineRun")
                .flatMap(owner -> uid(owner.path("uid").stringValue(null)));
    }

    /** The ownerReference to the Tekton object of this kind that is the controller of the object. */
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

    /** The UID in a label; a label can hold any text, so other texts count as absent. */
    public Optional<UUID> labelledUid(String key) {
        return uid(label(key));
    }

    /** Empty for a text that is not a UID. */
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
