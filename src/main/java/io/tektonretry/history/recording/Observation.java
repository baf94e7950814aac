package io.tektonretry.history.recording;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What was seen of an object of the cluster. */
public sealed interface Observation {

    /** Stands for the epoch in which it is recorded. */
    int CURRENT = Integer.MAX_VALUE;

    /** In which epoch of the cluster it was seen; once that has ended, it counts for nothing. */
    int epoch();

    /** The object as it stood at its resourceVersion. */
    record Seen(int epoch, ObservedState state) implements Observation {

        public Seen(ObjectNode object) {
            this(CURRENT, ObservedState.of(object));
        }
    }

    /** The object was deleted, and this was its last state. */
    record Deleted(int epoch, ObservedState state) implements Observation {

        public Deleted(ObjectNode object) {
            this(CURRENT, ObservedState.of(object));
        }
    }

    /**
     * The object is gone, and nobody saw it go.
     *
     * @param uid of the object
     * @param resourceVersion the newest one at which it is known to be gone
     */
    record Vanished(int epoch, UUID uid, long resourceVersion) implements Observation {}
}
