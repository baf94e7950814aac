package io.tektonretry.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a whole as a rate.
 *
 * @param count the part
 * @param total the whole
 * @param rate {@code count / total}; null without a whole, as are the bounds of its 95 % interval
 */
public record Proportion(
        long count,
        long total,
        @Nullable Double rate,
        @Nullable Double low,
        @Nullable Double high) {

    /** The columns of a proportion, for {@link #of}. */
    static String columns(String count, String total, String name) {
        return "%1$s as %3$s_count, %2$s as %3$s_total, wilson_low(%1$s, %2$s) as %3$s_low, wilson_high(%1$s, %2$s) as %3$s_high"
                .formatted(count, total, name);
    }

    static Proportion of(ResultSet row, String name) throws SQLException {
        long count = row.getLong(name + "_count");
        long total = row.getLong(name + "_total");
        return new Proportion(
                count,
                total,
                total == 0 ? null : (double) count / total,
                row.getObject(name + "_low", Double.class),
                row.getObject(name + "_high", Double.class));
    }
}
