package io.tektonretry.history.change;

import io.tektonretry.history.database.DatabaseProperties;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Listens on its own connection for PostgreSQL's notifications of changes. They are hints that shorten waiting: they
 * can be lost, and a connection pooler may deliver none.
 */
@Component
public class ChangeNotifications implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeNotifications.class);

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final JdbcConnectionDetails database;
    private final DatabaseProperties limits;
    private @Nullable Connection connection;
    private @Nullable Long lostAt;

    ChangeNotifications(JdbcConnectionDetails database, DatabaseProperties limits) {
        this.database = database;
        this.limits = limits;
    }

    /** Waits for a notification, but not longer than this; for use by one thread. */
    public void await(Duration longest) throws InterruptedException {
        try {
            PGConnection postgres = connection().unwrap(PGConnection.class);
            postgres.getNotifications((int) longest.toMillis());
        } catch (SQLException e) {
            lost(e);
            Thread.sleep(longest.toMillis());
        }
    }

    @Override
    public void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("The connection for notifications was already closed");
        } finally {
            connection = null;
        }
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            if (isPausing()) {
                throw new SQLException("Not connected");
            }
            open = listen();
            connection = open;
        }
        return open;
    }

    private boolean isPausing() {
        Long since = lostAt;
        return since != null && System.nanoTime() - since < PAUSE.toNanos();
    }

    private Connection listen() throws SQLException {
        Properties properties = new Properties();
        set(properties, "user", database.getUsername());
        set(properties, "password", database.getPassword());
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("ApplicationName", "tekton-retry hints");
        Connection opened = DriverManager.getConnection(database.getJdbcUrl(), properties);
        try (var statement = opened.createStatement()) {
            statement.execute(limits.initialSql());
            statement.execute("listen " + RunChanges.CHANNEL);
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }

    /** User and password may be in the URL or in the environment. */
    private static void set(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    private void lost(SQLException cause) {
        if (!isPausing()) {
            LOG.atInfo()
                    .addKeyValue("cause", cause.getMessage())
                    .log("PostgreSQL sends no notifications about changes; they are polled instead");
            lostAt = System.nanoTime();
        }
        close();
    }
}
