package io.tektonretry.history.coverage;

/** Why something may have come and gone unseen. */
public enum GapReason {
    /** The kind was not followed before. */
    NOT_FOLLOWED,
    /** The service was down for longer than the API server remembers changes. */
    DOWNTIME,
    /** The API server forgot changes before the service could read them. */
    CHANGES_EXPIRED,
    /** The API server sent a change that cannot be read. */
    CHANGE_UNREADABLE,
    /** The cluster was restored to an earlier state, or is another one. */
    CLUSTER_RESTORED,
    /** The API server cannot be reached. */
    NO_CONTACT,
    /** The service may not list or watch the kind. */
    FORBIDDEN
}
