package io.tektonretry.history.recording;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.document.Deflated;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that cannot be recorded. Unreadable fields are empty.
 *
 * @param uid as written in the object
 * @param resourceVersion as written in the object
 * @param reason what is wrong with it
 * @param json the whole object
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record UnrecordedObject(
        String kind, String namespace, String name, String uid, String resourceVersion, String reason, byte[] json)
        implements ObservedState {

    /** PostgreSQL text can contain neither NUL nor half a surrogate pair. */
    public UnrecordedObject {
        kind = storable(kind);
        namespace = storable(namespace);
        name = storable(name);
        uid = storable(uid);
        resourceVersion = storable(resourceVersion);
        reason = storable(reason);
    }

    /** For an object that is valid JSON. */
    public static UnrecordedObject of(ObjectNode object, Throwable cause) {
        JsonNode metadata = object.path("metadata");
        return new UnrecordedObject(
                object.path("kind").asString(""),
                metadata.path("namespace").asString(""),
                metadata.path("name").asString(""),
                metadata.path("uid").asString(""),
                metadata.path("resourceVersion").asString(""),
                reason(cause),
                Deflated.ascii(object));
    }

    /** UID of the PipelineRun that owns it, if readable. */
    Optional<UUID> owner() {
        try {
            return ObservedObject.owner(PartialObject.of(json));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean tellsWhyTasksWereSkippedUnlike(ObservedState later) {
        return false;
    }

    @Override
    public UnrecordedObject refused(String otherReason) {
        return this;
    }

    /** The first line of the root cause's message. */
    public static String reason(Throwable cause) {
        Throwable bottom = cause;
        while (bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        String message = bottom.getMessage();
        return message == null ? bottom.toString() : message.lines().findFirst().orElse("");
    }

    private static String storable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }
}
