package io.tektonretry.tekton.watch;

import org.jspecify.annotations.Nullable;

/**
 * A complete list. What came and went between the two positions was not seen.
 *
 * @param from where the stream of changes ended; null when there was none before
 */
public record Listing(Reason reason, @Nullable Position from, Position to) {

    /** Why the objects had to be listed. */
    public enum Reason {
        /** They were never listed before. */
        FIRST,
        /** The service was down, and the changes meanwhile may still be had: nothing is missed yet. */
        RESUMED,
        /** The service was down for longer than the API server remembers changes. */
        DOWNTIME,
        /** The API server forgot the changes behind the last one that was seen. */
        EXPIRED,
        /** The API server went back to an earlier state. */
        RESTORED,
        /** A change was sent that cannot be read. */
        UNREADABLE
    }
}
