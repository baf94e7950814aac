package io.tektonretry.history;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What was seen of an object of the cluster. */
public sealed interface Observation {

    /** The object as it stood at its resourceVersion. */
    record Seen(ObservedState state) implements Observation {

        public Seen(ObjectNode object) {
            this(ObservedState.of(object));
        }
    }

    /** The object was deleted, and this was its last state. */
    record Deleted(ObservedState state) implements Observation {

        public Deleted(ObjectNode object) {
            this(ObservedState.of(object));
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
