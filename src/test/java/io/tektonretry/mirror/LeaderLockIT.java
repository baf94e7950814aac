package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.TcpProxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

@HistoryContext
class LeaderLockIT {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(500);

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    TcpProxy database;

    @Autowired
    DataSource pool;

    @BeforeEach
    @AfterEach
    void free() {
        database.mode(TcpProxy.Mode.OPEN);
        BrokenConnections.leave(pool);
        jdbc.update("delete from leader_lock");
    }

    @Test
    void oneHoldsItUntilItIsReleased() {
        LeaderLock one = lock(LONG);
        LeaderLock other = lock(LONG);
        one.take();
        other.take();
        assertThat(List.of(one.isHeld(), other.isHeld())).containsExactly(true, false);
        one.take();
        other.take();
        assertThat(List.of(one.isHeld(), other.isHeld())).containsExactly(true, false);
        one.release();
        other.take();
        assertThat(List.of(one.isHeld(), other.isHeld())).containsExactly(false, true);
    }

    @Test
    @TestsFault(24)
    void nobodyTakesItBeforeItsHolderKnowsThatItHasExpired() {
        LeaderLock sleeper = lock(SHORT);
        LeaderLock other = lock(LONG);
        sleeper.take();
        await().until(() -> {
            other.take();
            return other.isHeld();
        });
        assertThat(sleeper.isHeld()).isFalse();
        sleeper.take();
        assertThat(sleeper.isHeld()).isFalse();
    }

    @Test
    void anOutageOfTheDatabaseAloneDeposesNobody() {
        LeaderLock lock = lock(LONG);
        lock.take();
        database.mode(TcpProxy.Mode.CLOSED);
        database.cut();
        assertThatThrownBy(lock::take)
                .satisfies(
                        outage -> assertThat(DatabaseOutage.isCauseOf(outage)).isTrue());
        assertThat(lock.isHeld()).isTrue();
        database.mode(TcpProxy.Mode.OPEN);
        await().ignoreExceptions().until(() -> {
            lock.take();
            return lock.isHeld();
        });
    }

    @Test
    void anOutageThatOutlastsItDeposesItsHolder() {
        LeaderLock lock = lock(SHORT);
        lock.take();
        database.mode(TcpProxy.Mode.CLOSED);
        database.cut();
        await().until(() -> !lock.isHeld());
    }

    @Test
    void whoIsRefusedAnExtensionNoLongerHoldsIt() {
        LeaderLock lock = lock(LONG);
        lock.take();
        jdbc.update("update leader_lock set locked_by = 'another'");
        lock.take();
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void itIsFreeWhenItsRowIsLost() {
        LeaderLock lock = lock(LONG);
        lock.take();
        jdbc.update("delete from leader_lock");
        lock.take();
        assertThat(lock.isHeld()).isFalse();
        lock.take();
        assertThat(lock.isHeld()).isTrue();
    }

    private LeaderLock lock(Duration term) {
        MirrorProperties properties = new MirrorProperties(
                List.of(), 1, SHORT, SHORT, false, false, DataSize.ofMegabytes(1), SHORT, SHORT, SHORT, true, term);
        return new LeaderLock(jdbc, properties, Clock.systemUTC());
    }
}
