package io.tektonretry.history.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.HistoryContext;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;

@HistoryContext
class TimeLimitIT {

    private static final Duration SHORT = Duration.ofMillis(50);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EntityManager entities;

    @Test
    void cancelsTheStatementThatTheThreadWaitsFor() {
        assertThatThrownBy(() -> TimeLimit.within(
                        SHORT, () -> jdbc.sql("select pg_sleep(60)").query().listOfRows()))
                .isInstanceOf(QueryTimeoutException.class);
        assertThatThrownBy(() -> TimeLimit.within(
                        SHORT,
                        () -> entities.createNativeQuery("select cast(pg_sleep(60) as text)")
                                .getResultList()))
                .isInstanceOf(QueryTimeoutException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(jdbc.sql("select 1").query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void interruptsTheThread() {
        assertThatThrownBy(() -> TimeLimit.within(SHORT, () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return 0;
                }))
                .isInstanceOf(QueryTimeoutException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void givesAwayNoConnectionOnceTheTimeIsOver() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        TimeLimit limit = TimeLimit.begin(Duration.ZERO, over::countDown);
        try {
            over.await();
        } catch (InterruptedException e) {
            // This is how the end of the time is told.
        }
        try {
            assertThatThrownBy(() -> jdbc.sql("select 1").query().listOfRows())
                    .isInstanceOf(QueryTimeoutException.class);
        } finally {
            limit.leave();
            limit.close();
        }
    }

    @Test
    void doesNothingToWhatIsDoneInTime() {
        AtomicBoolean isOver = new AtomicBoolean();
        TimeLimit outer = TimeLimit.begin(Duration.ofMinutes(5), () -> isOver.set(true));

        assertThat(TimeLimit.<Integer>within(
                        Duration.ofMinutes(1),
                        () -> jdbc.sql("select 1").query(Integer.class).single()))
                .isEqualTo(1);
        assertThat(TimeLimit.current()).isSameAs(outer);
        outer.leave();
        outer.close();
        assertThat(TimeLimit.current()).isNull();
        assertThat(isOver).isFalse();
    }

    @Test
    void everyConnectionOfThePoolHasAStatementTimeout() {
        assertThat(jdbc.sql("show statement_timeout").query(String.class).single())
                .isEqualTo("25s");
    }

    @Test
    void noStatementIsCompiled() {
        assertThat(jdbc.sql("show jit").query(String.class).single()).isEqualTo("off");
    }
}
