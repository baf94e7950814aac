package io.tektonretry.history.database;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** Delays the start until the database answers. */
final class DatabaseWait {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWait.class);

    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final JdbcConnectionDetails database;

    DatabaseWait(JdbcConnectionDetails database) {
        this.database = database;
    }

    /**
     * Retries with growing pauses, outside the connection pool, which would log a stack trace each time. A shutdown
     * ends the wait: otherwise Spring's shutdown hook would wait for the start, and the start for the database.
     */
    void untilItAnswers() throws InterruptedException {
        Thread shutdown = new Thread(Thread.currentThread()::interrupt, "database-wait-shutdown");
        Runtime.getRuntime().addShutdownHook(shutdown);
        ask();
        Runtime.getRuntime().removeShutdownHook(shutdown);
    }

    private void ask() throws InterruptedException {
        Duration pause = Duration.ofSeconds(1);
        while (!answers(pause)) {
            Thread.sleep(pause.toMillis());
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        }
    }

    private boolean answers(Duration pause) {
        try (var connection =
                DriverManager.getConnection(database.getJdbcUrl(), database.getUsername(), database.getPassword())) {
            return connection.isValid(5);
        } catch (SQLException e) {
            LOG.atWarn()
                    .addKeyValue("database", database.getJdbcUrl())
                    .addKeyValue("cause", e.getMessage())
                    .addKeyValue("again", pause)
                    .log("The database does not answer yet");
            return false;
        }
    }
}
