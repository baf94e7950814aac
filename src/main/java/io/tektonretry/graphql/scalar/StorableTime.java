package io.tektonretry.graphql.scalar;

import java.time.Instant;

/** Checks whether a time is in the range of RFC 3339, which PostgreSQL can store. */
public final class StorableTime {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private StorableTime() {}

    public static boolean isStorable(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }
}
