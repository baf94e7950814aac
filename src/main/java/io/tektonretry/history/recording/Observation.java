package io.tektonretry.history.recording;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** An observation of an object of the cluster. */
public sealed interface Observation {

    /** Means the epoch that is current when the observation is recorded. */
    int CURRENT = Integer.MAX_VALUE;

    /** Epoch of the cluster in which it was made; it does not count once that epoch has ended. */
    int epoch();

    /** The object at its resourceVersion. */
    record Seen(int epoch, ObservedState state) implements Observation {

        public Seen(ObjectNode object) {
            this(CURRENT, ObservedState.of(object));
        }
    }

    /** The object was deleted; this was its last state. */
    record Deleted(int epoch, ObservedState state) implements Observation {

        public Deleted(ObjectNode object) {
            this(CURRENT, ObservedState.of(object));
        }
    }

    /**
     * The object is gone; its deletion was not seen.
     *
     * @param uid UID of the object
     * @param resourceVersion the newest at which it is known to be gone
     */
    record Vanished(int epoch, UUID uid, long resourceVersion) implements Observation {}
}
