package io.tektonretry.log.failure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which log lines of failed steps are kept.
 *
 * @param failureLogLines number of last lines to keep, at most 8 kB of them; 0 for none
 * @param failureLogAge how old failures may be at a start of the service for their logs to be read from pods that still
 * exist
 */
@ConfigurationProperties("tektonretry.mirror")
record FailureLogProperties(
        @DefaultValue("0") int failureLogLines,
        @DefaultValue("7d") Duration failureLogAge) {

    private static final int MOST_LINES = 1_000;

    private static final Duration LONGEST_AGE = Duration.ofDays(3_650);

    FailureLogProperties {
        if (failureLogLines < 0 || failureLogLines > MOST_LINES) {
            throw new IllegalArgumentException(
                    "failure-log-lines is %d, but it must be between 0 and %d".formatted(failureLogLines, MOST_LINES));
        }
        if (failureLogAge.isNegative() || failureLogAge.compareTo(LONGEST_AGE) > 0) {
            throw new IllegalArgumentException(
                    "failure-log-age is %s, but it must be between 0 and %s".formatted(failureLogAge, LONGEST_AGE));
        }
    }
}
