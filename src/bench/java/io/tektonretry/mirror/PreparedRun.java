package io.tektonretry.mirror;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** What tells one run from another. */
record PreparedRun(UUID uid, String name, Instant time) {

    private static final Instant FIRST = Instant.parse("2026-11-24T00:00:00Z");

    /** One run a second, its UID as random as that of any object. */
    static PreparedRun of(int number, Random random) {
        long most = random.nextLong() & ~0xf000L | 0x4000L;
        long least = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new PreparedRun(new UUID(most, least), "build-" + number, FIRST.plusSeconds(number));
    }

    String text(String mark, long version) {
        return switch (mark) {
            case "uid" -> uid.toString();
            case "name" -> name;
            case "time" -> time.toString();
            default -> Long.toString(version);
        };
    }
}
