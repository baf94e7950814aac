package io.tektonretry.report;

import java.time.Duration;
import java.util.Locale;

/** How long the buckets of a report are, in UTC; weeks begin on Monday. */
public enum ReportInterval {
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),
    WEEK(Duration.ofDays(7)),
    MONTH(Duration.ofDays(28));

    private final Duration shortest;

    ReportInterval(Duration shortest) {
        this.shortest = shortest;
    }

    /** How many buckets a time range has at most. */
    public long buckets(Duration range) {
        return range.dividedBy(shortest) + 2;
    }

    String sql() {
        return name().toLowerCase(Locale.ROOT);
    }
}
