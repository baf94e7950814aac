package io.tektonretry.graphql.filter;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits the age of runs in lists that no index keeps short.
 *
 * @param unresolvedAge maximum age of unresolved failures when the call gives no start
 * @param longestSpan maximum time range of such a list
 */
@ConfigurationProperties("tektonretry.lists")
record ListProperties(
        @DefaultValue("30d") Duration unresolvedAge,
        @DefaultValue("92d") Duration longestSpan) {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    ListProperties {
        if (unresolvedAge.isNegative()
                || unresolvedAge.isZero()
                || longestSpan.compareTo(unresolvedAge) < 0
                || longestSpan.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "unresolved-age is %s and longest-span %s, but they go from more than 0 to 36500d, and unresolved-age is the shorter one"
                            .formatted(unresolvedAge, longestSpan));
        }
    }
}
