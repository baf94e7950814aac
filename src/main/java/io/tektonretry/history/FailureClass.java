package io.tektonretry.history;

/** The cause of a failed attempt. Values may be added. */
public enum FailureClass {
    USER_CODE,
    TIMEOUT,
    CANCELLED,
    INFRASTRUCTURE,
    CONFIGURATION,
    UNKNOWN
}
