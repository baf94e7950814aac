package io.tektonretry.history;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much is recorded of what anybody can write as often as they like.
 *
 * @param runsTogether how many runs labels link to one another; a further one is shown by itself, and retries by requests always belong
 *     to their lineage
 * @param eventsPerObject how many Kubernetes Events are kept of a run, of a child and of a pod, the first ones
 * @param eventsPerRun how many Kubernetes Events a run shows, its children and their pods included, the newest ones
 */
public @ConfigurationProperties("tektonretry.history") record HistoryProperties(
        @DefaultValue("1000") int runsTogether,
        @DefaultValue("100") int eventsPerObject,
        @DefaultValue("500") int eventsPerRun) {

    public HistoryProperties {
        if (runsTogether < 1 || eventsPerObject < 1 || eventsPerRun < 1) {
            throw new IllegalArgumentException(
                    "runs-together is %d, events-per-object is %d and events-per-run is %d, but each must be at least 1"
                            .formatted(runsTogether, eventsPerObject, eventsPerRun));
        }
    }
}
