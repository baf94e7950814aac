package io.tektonretry.tekton;

import tools.jackson.databind.node.ObjectNode;

/** The API server's answer to a create or to its dry run. */
public sealed interface Creation {

    /** The object as the API server stored it, or would store it. */
    record Created(ObjectNode object) implements Creation {}

    /** The name is taken by this object. */
    record AlreadyExists(ObjectNode object) implements Creation {}

    /** Admission or validation refused the object, or its namespace or kind is gone; with the cluster's message. */
    record Rejected(String message) implements Creation {}

    /** The API server could not be reached, or its answer was lost: the object may or may not exist. */
    record Unavailable(String message) implements Creation {}
}
