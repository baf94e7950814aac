package io.tektonretry.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Percentiles of durations.
 *
 * @param p50 the median
 * @param sampleSize number of durations
 */
public record Percentiles(Duration p50, Duration p95, long sampleSize) {

    /** From durations in whole seconds, by linear interpolation between the two nearest ranks, as {@code percentile_cont} does. */
    static Percentiles of(ResultSet row) throws SQLException {
        return new Percentiles(seconds(row.getDouble("p50")), seconds(row.getDouble("p95")), row.getLong("size"));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
