package io.tektonretry.history.request;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Spreads what many callers ask for over time: a bucket of slots that fills up again, one for all replicas. */
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
     * @param interval how long it takes until there is one slot more
     * @param atOnce how many slots there are when nobody has taken any for a while
     * @return when the slot is; not after now when one was free
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
