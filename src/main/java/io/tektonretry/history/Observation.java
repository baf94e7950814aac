package io.tektonretry.history;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What was seen of an object of the cluster. */
public sealed interface Observation {

    /**
     * The object as it stood at its resourceVersion.
     *
     * @param bytes the object as JSON in ASCII, where somebody has it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Seen(ObjectNode object, byte @Nullable [] bytes) implements Observation {

        public Seen(ObjectNode object) {
            this(object, null);
        }
    }

    /**
     * The object was deleted, and this was its last state.
     *
     * @param bytes the object as JSON in ASCII, where somebody has it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Deleted(ObjectNode object, byte @Nullable [] bytes) implements Observation {

        public Deleted(ObjectNode object) {
            this(object, null);
        }
    }

    /**
     * The object is gone, and nobody saw it go.
     *
     * @param uid of the object
     * @param resourceVersion the newest one at which it is known to be gone
     */
    record Vanished(UUID uid, long resourceVersion) implements Observation {}
}
