package io.tektonretry.graphql.scalar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times in the range of RFC 3339, which PostgreSQL can store. */
public final class StorableTime {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private static final int LENGTH = "0001-01-01T00:00:00.000Z".length();

    private StorableTime() {}

    /** RFC 3339 in UTC with milliseconds; a page has hundreds of times, and a general formatter takes ten times as long. */
    static String text(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        byte[] text = new byte[LENGTH];
        int at = digits(text, 0, 4, utc.getYear(), '-');
        at = digits(text, at, 2, utc.getMonthValue(), '-');
        at = digits(text, at, 2, utc.getDayOfMonth(), 'T');
        at = digits(text, at, 2, utc.getHour(), ':');
        at = digits(text, at, 2, utc.getMinute(), ':');
        at = digits(text, at, 2, utc.getSecond(), '.');
        digits(text, at, 3, utc.getNano() / 1_000_000, 'Z');
        return new String(text, ISO_8859_1);
    }

    private static int digits(byte[] text, int from, int count, int number, char end) {
        int rest = number;
        for (int at = from + count - 1; at >= from; at--) {
            text[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        text[from + count] = (byte) end;
        return from + count + 1;
    }

    public static boolean isStorable(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }
}
