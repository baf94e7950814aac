package io.tektonretry.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** The one server of all tests of a JVM, with a database for each who asks. */
public final class SharedPostgres {

    private static final Map<String, Database> DATABASES = new HashMap<>();

    private SharedPostgres() {}

    /** The database of this name, created empty when it is first asked for. */
    public static synchronized JdbcConnectionDetails database(String name) {
        return DATABASES.computeIfAbsent(name, SharedPostgres::create);
    }

    /** The database of this name as it is reached through another port of loopback. */
    public static JdbcConnectionDetails through(int port, String name) {
        JdbcConnectionDetails direct = database(name);
        return new Database(
                direct.getJdbcUrl().replaceFirst("//[^/]+/", "//127.0.0.1:" + port + "/"),
                direct.getUsername(),
                direct.getPassword());
    }

    private static Database create(String name) {
        Database server = Server.DATABASE;
        try (var connection = DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("create database \"" + name + "\"");
        } catch (SQLException e) {
            throw new IllegalStateException("Database " + name + " could not be created", e);
        }
        String url = server.jdbcUrl().replaceFirst("/postgres(?=$|\\?)", "/" + name);
        return new Database(url, server.username(), server.password());
    }

    /** Starts when it is first used and stops with the JVM. */
    private static final class Server {

        private static final Database DATABASE = start();

        private static Database start() {
            try {
                var postgres = EmbeddedPostgres.builder().setPort(0).start();
                return new Database(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
