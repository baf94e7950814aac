package io.tektonretry.history.recording;

import java.util.Map;
import java.util.UUID;

/**
 * What came of a batch of observations.
 *
 * @param outcomes by UID; an object whose UID cannot be read is missing
 * @param resolvedGhosts how many objects were found to be gone that seemed to be running
 */
public record Recorded(Map<UUID, Outcome> outcomes, int resolvedGhosts) {

    /** What came of the observation of an object. */
    public enum Outcome {
        /** It was new. */
        STORED,
        /** It was recorded already. */
        NOOP,
        /** Something newer was recorded already. */
        STALE,
        /** It cannot be recorded. */
        QUARANTINED
    }

    public Recorded {
        outcomes = Map.copyOf(outcomes);
    }
}
