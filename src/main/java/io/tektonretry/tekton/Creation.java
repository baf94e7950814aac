package io.tektonretry.tekton;

import tools.jackson.databind.node.ObjectNode;

/** What the API server answered to a create or to its dry run. */
public sealed interface Creation {

    /** The object as the API server stored it, or would store it. */
    record Created(ObjectNode object) implements Creation {}

    /** An object of this name is there; this one as it is now. */
    record AlreadyExists(ObjectNode object) implements Creation {}

    /** Admission or validation refused the object, or its namespace or kind is gone; in the cluster's own words. */
    record Rejected(String message) implements Creation {}

    /** The API server could not be asked, or its answer was lost: the object may or may not exist. */
    record Unavailable(String message) implements Creation {}
}
