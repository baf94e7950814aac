package io.tektonretry.graphql.report;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits what a report reads.
 *
 * @param defaultSpan time range of a report when the call gives no start
 * @param longestSpan maximum time range of a report
 * @param maxBuckets maximum number of buckets of a group
 */
@ConfigurationProperties("tektonretry.reports")
record ReportProperties(
        @DefaultValue("30d") Duration defaultSpan,
        @DefaultValue("92d") Duration longestSpan,
        @DefaultValue("200") int maxBuckets) {

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MOST_BUCKETS = 1_000;

    ReportProperties {
        if (defaultSpan.isNegative()
                || defaultSpan.isZero()
                || longestSpan.compareTo(defaultSpan) < 0
                || longestSpan.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "default-span is %s and longest-span %s, but they go from more than 0 to 36500d, and default-span is the shorter one"
                            .formatted(defaultSpan, longestSpan));
        }
        if (maxBuckets < 1 || maxBuckets > MOST_BUCKETS) {
            throw new IllegalArgumentException(
                    "max-buckets is %d, but it must be between 1 and %d".formatted(maxBuckets, MOST_BUCKETS));
        }
    }
}
