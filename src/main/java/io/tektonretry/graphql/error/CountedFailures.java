package io.tektonretry.graphql.error;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/** Counts calls that cannot be answered at present; each code is logged once per minute. */
final class CountedFailures {

    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private record Told(Instant at, long since) {}

    private final InstantSource clock;
    private final Map<ErrorCode, Told> told = new EnumMap<>(ErrorCode.class);

    CountedFailures(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts a failure. Returns the number of failures since the last log line if one is due. */
    synchronized OptionalLong count(ErrorCode code) {
        Instant now = clock.instant();
        Told before = told.getOrDefault(code, new Told(Instant.EPOCH, 0));
        long count = before.since() + 1;
        boolean isTime = !before.at().plus(BETWEEN).isAfter(now);
        told.put(code, isTime ? new Told(now, 0) : new Told(before.at(), count));
        return isTime ? OptionalLong.of(count) : OptionalLong.empty();
    }
}
