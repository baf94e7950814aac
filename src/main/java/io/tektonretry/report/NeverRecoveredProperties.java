package io.tektonretry.report;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a plan warns that no retry has helped after such a failure.
 *
 * @param leastLineages number of retried lineages with the failure, none of which recovered
 * @param span how far back they are counted
 */
@ConfigurationProperties("tektonretry.reports.never-recovered")
record NeverRecoveredProperties(
        @DefaultValue("5") int leastLineages,
        @DefaultValue("90d") Duration span) {

    private static final int MOST = 100;

    NeverRecoveredProperties {
        if (leastLineages < 1 || leastLineages > MOST) {
            throw new IllegalArgumentException(
                    "least-lineages is %d, but it must be between 1 and %d".formatted(leastLineages, MOST));
        }
        if (span.isNegative() || span.isZero()) {
            throw new IllegalArgumentException("span is %s, but it must be more than 0".formatted(span));
        }
    }
}
