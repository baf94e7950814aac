package io.tektonretry.mirror;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** A lock in the database that one replica holds at a time; it expires, by the database's clock, unless extended. */
@Component
final class LeaderLock {

    private static final String NAME = "mirror";

    private final JdbcTemplateLockProvider locks;
    private final Duration term;
    private final Clock clock;
    private @Nullable SimpleLock held;
    private volatile long until = System.nanoTime();

    LeaderLock(JdbcTemplate jdbc, MirrorProperties properties, Clock clock) {
        this.locks = new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
                .withJdbcTemplate(jdbc)
                .withTableName("leader_lock")
                .withLockedByValue(System.getenv().getOrDefault("HOSTNAME", "replica") + "-" + UUID.randomUUID())
                .usingDbTime()
                .build());
        this.term = properties.leaseDuration();
        this.clock = clock;
    }

    /** Takes the lock if it is free, or extends it. If the database does not answer, the lock is held until it expires. */
    void take() {
        long asked = System.nanoTime();
        held = (held == null ? free() : held.extend(term, Duration.ZERO)).orElse(null);
        until = held == null ? asked : asked + term.multipliedBy(4).dividedBy(5).toNanos();
    }

    /** The library would only update the row once it has seen it, although the row may have been deleted since. */
    private Optional<SimpleLock> free() {
        locks.clearCache();
        return locks.lock(new LockConfiguration(clock.instant(), NAME, term, Duration.ZERO));
    }

    /** Ends before the lock does: its holder needs time to stop, and the clocks of two machines do not run alike. */
    boolean isHeld() {
        return System.nanoTime() - until < 0;
    }

    /** Gives the lock back, so that another replica need not wait for its expiry. */
    void release() {
        SimpleLock released = held;
        held = null;
        until = System.nanoTime();
        if (released != null) {
            released.unlock();
        }
    }
}
