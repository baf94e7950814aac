package io.tektonretry.graphql.scalar;

import java.time.Instant;

/** Tells times that RFC 3339 can write, all of which PostgreSQL stores, from others. */
public final class StorableTime {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private StorableTime() {}

    public static boolean isStorable(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }
}
