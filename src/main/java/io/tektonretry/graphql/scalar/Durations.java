package io.tektonretry.graphql.scalar;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Durations between recorded times. */
public final class Durations {

    private Durations() {}

    /** From start to end; null when one of them is missing. */
    public static @Nullable Duration between(@Nullable Instant start, @Nullable Instant end) {
        return start == null || end == null ? null : Duration.between(start, end);
    }
}
