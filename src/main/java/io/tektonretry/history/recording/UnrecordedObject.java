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
 * An object that cannot be recorded. What cannot be read is empty.
 *
 * @param uid as it stands in the object
 * @param resourceVersion as it stands in the object
 * @param reason what is wrong with it
 * @param json the whole object
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record UnrecordedObject(
        String kind, String namespace, String name, String uid, String resourceVersion, String reason, byte[] json)
        implements ObservedState {

    /** PostgreSQL knows neither NUL nor half a surrogate pair. */
    public UnrecordedObject {
        kind = storable(kind);
        namespace = storable(namespace);
        name = storable(name);
        uid = storable(uid);
        resourceVersion = storable(resourceVersion);
        reason = storable(reason);
    }

    /** An object that could be read as JSON. */
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

    /** UID of the PipelineRun that owns it, as far as that can be read. */
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

    /** The first line of what lies at the bottom. */
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
