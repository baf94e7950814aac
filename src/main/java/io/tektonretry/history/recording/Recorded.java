package io.tektonretry.history.recording;

import java.util.Map;
import java.util.UUID;

/**
 * Outcome of recording a batch of observations.
 *
 * @param outcomes by UID; objects without a readable UID are absent
 * @param resolvedGhosts number of objects that seemed to run but were found to be gone
 */
public record Recorded(Map<UUID, Outcome> outcomes, int resolvedGhosts) {

    /** Outcome of recording an observation. */
    public enum Outcome {
        /** It was stored. */
        STORED,
        /** It was recorded already. */
        NOOP,
        /** Something newer was recorded already. */
        STALE,
        /** It could not be recorded. */
        QUARANTINED
    }

    public Recorded {
        outcomes = Map.copyOf(outcomes);
    }
}
