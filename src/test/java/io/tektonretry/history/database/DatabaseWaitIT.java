package io.tektonretry.history.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.postgres.SharedPostgres;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

class DatabaseWaitIT {

    @Test
    void endsWhenTheDatabaseAnswers() throws InterruptedException {
        JdbcConnectionDetails database = SharedPostgres.database("late");
        AtomicInteger asked = new AtomicInteger();
        new DatabaseWait(new WaitingService.Nowhere() {
                    @Override
                    public String getJdbcUrl() {
                        return asked.incrementAndGet() <= 2 ? super.getJdbcUrl() : database.getJdbcUrl();
                    }
                })
                .untilItAnswers();
        assertThat(asked.get()).isGreaterThan(2);
    }

    @Test
    void doesNotKeepTheServiceFromBeingStopped() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WaitingService.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var output = jvm.inputReader()) {
            assertThat(output.lines().anyMatch(line -> line.contains("does not answer yet")))
                    .isTrue();
            jvm.destroy();
            assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            jvm.destroyForcibly();
        }
    }
}
