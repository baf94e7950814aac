package io.tektonretry.tekton;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An object as the API server sent it; it becomes a tree only when somebody asks. */
public final class LiveObject {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ScannedObject scanned;
    private final TektonKind kind;
    private final UUID uid;
    private final long resourceVersion;
    private @Nullable ObjectNode ahead;
    private boolean wasRead;

    /**
     * An object that has what it takes to be told from others.
     *
     * @throws IllegalArgumentException when its UID or resourceVersion is missing or malformed
     */
    LiveObject(TektonKind kind, ScannedObject scanned) {
        this.kind = kind;
        this.scanned = scanned;
        this.uid = UUID.fromString(scanned.uid());
        this.resourceVersion = Long.parseLong(scanned.resourceVersion());
    }

    public TektonKind kind() {
        return kind;
    }

    public UUID uid() {
        return uid;
    }

    public long resourceVersion() {
        return resourceVersion;
    }

    /**
     * What the cluster needs to be told to change the object.
     *
     * @throws java.time.DateTimeException when the time of its deletion is none
     */
    public ObjectMetadata metadata() {
        String deleted = scanned.deletionTimestamp();
        return new ObjectMetadata(
                kind,
                scanned.namespace(),
                scanned.name(),
                uid,
                resourceVersion,
                deleted.isEmpty() ? null : Instant.parse(deleted),
                scanned.finalizers());
    }

    /** Whether the text stands anywhere in the JSON of the object. */
    public boolean mentions(String asciiText) {
        return scanned.mentions(asciiText);
    }

    /** The bytes of {@link #toJson}, if they are those that came. */
    public byte @Nullable [] bytes() {
        return scanned.hasKind() ? scanned.json() : null;
    }

    /** How many bytes it takes. */
    public int size() {
        return scanned.json().length;
    }

    /** The object as one that cannot be read after all. */
    public UnreadableObject unreadable(String reason) {
        return new UnreadableObject(
                kind,
                scanned.namespace(),
                scanned.name(),
                scanned.uid(),
                scanned.resourceVersion(),
                reason,
                scanned.json());
    }

    /** Builds the tree for whoever asks first. One that can't be read is left to them as well. */
    public synchronized void readAhead() {
        if (!wasRead) {
            try {
                ahead = read();
            } catch (JacksonException e) {
                wasRead = true;
            }
        }
    }

    /**
     * The whole object with every field the API server sent but {@code managedFields}.
     *
     * @throws JacksonException when it can't be read
     */
    public synchronized ObjectNode toJson() {
        ObjectNode tree = ahead == null ? read() : ahead;
        ahead = null;
        wasRead = true;
        return tree;
    }

    private ObjectNode read() {
        ObjectNode object = (ObjectNode) JSON.readTree(scanned.json());
        if (!object.has("kind")) {
            object.put("kind", kind.kind());
        }
        return object;
    }
}
