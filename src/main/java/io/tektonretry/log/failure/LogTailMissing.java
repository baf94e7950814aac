package io.tektonretry.log.failure;

/** Why there are no last lines of a step that failed. */
public enum LogTailMissing {
    /** The caller may not get {@code pods/log} in the namespace. */
    FORBIDDEN,
    /** The pod was gone before they were read. */
    POD_GONE,
    /** The container has no log. */
    NO_LOG,
    /** They could not be read. */
    UNAVAILABLE,
    /** They are not read yet, or were not to be kept when the step failed. */
    NOT_KEPT
}
