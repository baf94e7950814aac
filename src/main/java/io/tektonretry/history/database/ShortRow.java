package io.tektonretry.history.database;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Values as a JSON array, in a fixed order and without nulls at the end: the names of fields would take most of its
 * bytes. A time is in seconds, or text if it is not a whole second.
 */
public final class ShortRow {

    private ShortRow() {}

    public static List<@Nullable Object> of(@Nullable Object... values) {
        List<@Nullable Object> row = new ArrayList<>(Arrays.asList(values));
        while (!row.isEmpty() && row.get(row.size() - 1) == null) {
            row.remove(row.size() - 1);
        }
        return row;
    }

    public static @Nullable Object time(@Nullable Instant time) {
        return time == null || !isWhole(time) ? text(time) : Long.valueOf(time.getEpochSecond());
    }

    /** The end of a span, as its length in seconds; as text if it cannot be. */
    public static @Nullable Object end(@Nullable Instant end, @Nullable Instant start) {
        return end == null || start == null || !isWhole(start) || !isWhole(end)
                ? text(end)
                : Long.valueOf(end.getEpochSecond() - start.getEpochSecond());
    }

    private static boolean isWhole(Instant time) {
        return time.equals(time.truncatedTo(ChronoUnit.SECONDS));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    public static @Nullable Instant time(JsonNode time) {
        return end(time, Instant.EPOCH);
    }

    public static @Nullable Instant end(JsonNode end, @Nullable Instant start) {
        if (end.isNumber() && start != null) {
            return start.plusSeconds(end.longValue());
        }
        return end.isString() ? Instant.parse(end.stringValue()) : null;
    }

    public static @Nullable Integer number(JsonNode number) {
        return number.isInt() ? Integer.valueOf(number.intValue()) : null;
    }
}
