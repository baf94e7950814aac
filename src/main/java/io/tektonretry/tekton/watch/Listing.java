package io.tektonretry.tekton.watch;

import org.jspecify.annotations.Nullable;

/**
 * A complete list. Changes between the two positions were not seen.
 *
 * @param from where the stream of changes ended; null for the first list
 */
public record Listing(Reason reason, @Nullable Position from, Position to) {

    /** Why the objects had to be listed. */
    public enum Reason {
        /** The first list. */
        FIRST,
        /** The service was down, but the changes may still be available: nothing is missed yet. */
        RESUMED,
        /** The service was down for longer than the API server keeps changes. */
        DOWNTIME,
        /** The API server has forgotten the changes after the last one seen. */
        EXPIRED,
        /** The cluster was restored to an earlier state. */
        RESTORED,
        /** A change could not be read. */
        UNREADABLE
    }
}
