package io.tektonretry.report.fact;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How reports follow the history.
 *
 * @param interval how often to take in changes
 * @param chunkSize number of changes or lineages of one transaction
 * @param retention how long the figures of a lineage stay after the end of its first run, also when it was deleted from the history
 */
@ConfigurationProperties("tektonretry.reports.facts")
record FactProperties(
        @DefaultValue("10s") Duration interval,
        @DefaultValue("500") int chunkSize,
        @DefaultValue("100d") Duration retention) {

    private static final int MOST = 5_000;

    FactProperties {
        if (chunkSize < 1 || chunkSize > MOST) {
            throw new IllegalArgumentException(
                    "chunk-size is %d, but it must be between 1 and %d".formatted(chunkSize, MOST));
        }
        if (interval.isNegative() || interval.isZero() || retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException(
                    "interval is %s and retention %s, but they must be more than 0".formatted(interval, retention));
        }
    }
}
