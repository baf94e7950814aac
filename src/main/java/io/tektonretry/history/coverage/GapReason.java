package io.tektonretry.history.coverage;

/** Why changes may have been missed. */
public enum GapReason {
    /** The kind was not followed before. */
    NOT_FOLLOWED,
    /** The service was down for longer than the API server keeps changes. */
    DOWNTIME,
    /** The API server dropped changes before the service could read them. */
    CHANGES_EXPIRED,
    /** The API server sent a change that could not be read. */
    CHANGE_UNREADABLE,
    /** The cluster was restored to an earlier state, or is another one. */
    CLUSTER_RESTORED,
    /** The API server could not be reached. */
    NO_CONTACT,
    /** The service has no right to list or watch the kind. */
    FORBIDDEN
}
