package io.tektonretry.history;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of recorded data that others can write without limit, and of how much of it one list reads.
 *
 * @param runsTogether maximum number of runs that labels link together; further runs stay single; retries made by
 * requests always belong to their lineage
 * @param eventsPerObject maximum number of Kubernetes Events kept of a run, child or pod; the first ones
 * @param eventsPerRun maximum number of Kubernetes Events shown of a run, with its children and pods; the newest ones
 * @param runsLookedAt maximum number of runs that a list reads to find those that match its filter; of audit events, too
 */
public @ConfigurationProperties("tektonretry.history") record HistoryProperties(
        @DefaultValue("1000") int runsTogether,
        @DefaultValue("100") int eventsPerObject,
        @DefaultValue("500") int eventsPerRun,
        @DefaultValue("50000") int runsLookedAt) {

    private static final int LEAST_LOOKED_AT = 200;
    private static final int MOST_LOOKED_AT = 1_000_000;

    public HistoryProperties {
        if (runsTogether < 1 || eventsPerObject < 1 || eventsPerRun < 1) {
            throw new IllegalArgumentException(
                    "runs-together is %d, events-per-object is %d and events-per-run is %d, but each must be at least 1"
                            .formatted(runsTogether, eventsPerObject, eventsPerRun));
        }
        if (runsLookedAt < LEAST_LOOKED_AT || runsLookedAt > MOST_LOOKED_AT) {
            throw new IllegalArgumentException("runs-looked-at is %d, but it must be between %d and %,d"
                    .formatted(runsLookedAt, LEAST_LOOKED_AT, MOST_LOOKED_AT));
        }
    }
}
