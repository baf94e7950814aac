package io.tektonretry.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of durations.
 *
 * @param p50 the median
 * @param sampleSize number of durations
 */
public record Percentiles(Duration p50, Duration p95, long sampleSize) {

    /** The columns of percentiles, for {@link #of}. */
    static String columns(String seconds, String name) {
        return ("percentile_cont(0.5) within group (order by %1$s) as %2$s_p50,"
                        + " percentile_cont(0.95) within group (order by %1$s) as %2$s_p95, count(%1$s) as %2$s_size")
                .formatted(seconds, name);
    }

    /** Null without durations. */
    static @Nullable Percentiles of(ResultSet row, String name) throws SQLException {
        long size = row.getLong(name + "_size");
        return size == 0
                ? null
                : new Percentiles(
                        FlakinessReport.seconds(row, name + "_p50"), FlakinessReport.seconds(row, name + "_p95"), size);
    }
}
