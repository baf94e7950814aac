package io.tektonretry.retry.automatic;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Automatic retries, for authors who enable them.
 *
 * @param enabled whether automatic retries are on
 * @param namespaces namespaces in which they are on; empty for all
 * @param interval how often to look for runs to retry
 * @param delay how long after the end of a run to retry it, so that its children and its node have ended as well
 * @param maxAge how long after its end was observed a run is retried at most
 * @param maxAttempts maximum number of automatic retries of a lineage, whatever its author allows
 * @param maxPerHour maximum number of automatic retries of a namespace per hour
 */
@ConfigurationProperties("tektonretry.auto-retry")
record AutomaticRetryProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue List<String> namespaces,
        @DefaultValue("2s") Duration interval,
        @DefaultValue("30s") Duration delay,
        @DefaultValue("1h") Duration maxAge,
        @DefaultValue("3") int maxAttempts,
        @DefaultValue("20") int maxPerHour) {

    private static final Duration LONGEST = Duration.ofDays(3_650);

    AutomaticRetryProperties {
        namespaces = List.copyOf(namespaces);
        if (interval.isNegative() || interval.isZero() || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "interval is %s, but it must be positive and not longer than %s".formatted(interval, LONGEST));
        }
        if (delay.isNegative() || maxAge.compareTo(delay) <= 0) {
            throw new IllegalArgumentException(
                    "delay is %s and max-age is %s, but delay must be shorter than max-age and neither may be negative"
                            .formatted(delay, maxAge));
        }
        if (maxAge.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "max-age is %s, but it may not be longer than %s".formatted(maxAge, LONGEST));
        }
        if (maxAttempts < 1 || maxPerHour < 1) {
            throw new IllegalArgumentException(
                    "max-attempts is %d and max-per-hour is %d, but each must be at least 1; enabled turns automatic retries off"
                            .formatted(maxAttempts, maxPerHour));
        }
    }

    boolean isFor(String namespace) {
        return enabled && (namespaces.isEmpty() || namespaces.contains(namespace));
    }
}
