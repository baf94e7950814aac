package io.tektonretry.history.request;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Spreads retries over time with a token bucket that all replicas share. */
@Repository
public class RetryPace {

    private static final String TAKE = """
            update retry_pace
               set used_up = greatest(used_up, :now) + make_interval(secs => :interval)
            returning used_up
            """;

    private final JdbcClient jdbc;

    RetryPace(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes the next slot.
     *
     * @param interval time until another slot becomes free
     * @param atOnce maximum number of free slots
     * @return time of the slot; not later than now when one was free
     */
    public Instant take(Instant now, Duration interval, int atOnce) {
        return jdbc.sql(TAKE)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("interval", interval.toNanos() / 1e9)
                .query(OffsetDateTime.class)
                .single()
                .toInstant()
                .minus(interval.multipliedBy(atOnce));
    }
}
