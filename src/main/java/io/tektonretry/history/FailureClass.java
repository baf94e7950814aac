package io.tektonretry.history;

/** Whose failure it was that an attempt did not succeed. Values may be added. */
public enum FailureClass {
    USER_CODE,
    TIMEOUT,
    CANCELLED,
    INFRASTRUCTURE,
    CONFIGURATION,
    UNKNOWN
}
