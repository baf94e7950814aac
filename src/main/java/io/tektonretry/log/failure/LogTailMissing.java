package io.tektonretry.log.failure;

/** Why a failed step has no last lines. */
public enum LogTailMissing {
    /** The caller may not get {@code pods/log} in the namespace. */
    FORBIDDEN,
    /** The pod was gone before the log was read. */
    POD_GONE,
    /** The container has no log. */
    NO_LOG,
    /** The log could not be read. */
    UNAVAILABLE,
    /** The log was not read yet, or the keeping of logs was off when the step failed. */
    NOT_KEPT
}
