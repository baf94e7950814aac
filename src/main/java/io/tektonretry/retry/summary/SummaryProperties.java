package io.tektonretry.retry.summary;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How summaries of plans are kept, which lists of runs read in place of documents.
 *
 * @param interval how often to summarize runs that have changed
 * @param most maximum number of runs to summarize each time; others are summarized when somebody reads them
 * @param maxAge how long ago a run may have ended to be summarized before somebody reads it
 * @param maxSize maximum size of a summary; a run with a larger one is planned each time somebody reads it
 */
public @ConfigurationProperties("tektonretry.retry.summaries") record SummaryProperties(
        @DefaultValue("2s") Duration interval,
        @DefaultValue("100") int most,
        @DefaultValue("1d") Duration maxAge,
        @DefaultValue("32KB") DataSize maxSize) {

    private static final int HIGHEST = 10_000;

    public SummaryProperties {
        if (most < 1 || most > HIGHEST) {
            throw new IllegalArgumentException("most is %d, but it must be between 1 and %d".formatted(most, HIGHEST));
        }
        if (interval.isNegative() || interval.isZero() || maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException(
                    "interval is %s and max-age %s, but they must be more than 0".formatted(interval, maxAge));
        }
        if (maxSize.toBytes() < 1) {
            throw new IllegalArgumentException("max-size is %s, but it must be more than 0".formatted(maxSize));
        }
    }
}
