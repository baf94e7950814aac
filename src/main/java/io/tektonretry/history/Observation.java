package io.tektonretry.history;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What was seen of an object of the cluster. */
public sealed interface Observation {

    /** The object as it stood at its resourceVersion. */
    record Seen(ObjectNode object) implements Observation {}

    /** The object was deleted, and this was its last state. */
    record Deleted(ObjectNode object) implements Observation {}

    /**
     * The object is gone, and nobody saw it go.
     *
     * @param uid of the object
     * @param resourceVersion the newest one at which it is known to be gone
     */
    record Vanished(UUID uid, long resourceVersion) implements Observation {}
}
