package io.tektonretry.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The one server of all tests of a JVM, with a database for each who asks: a container where Docker answers, else embedded. */
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

        private static final Database DATABASE = dockerAnswers() ? container() : embedded();

        private static Database container() {
            var container = new PostgreSQLContainer("postgres:17-alpine").withDatabaseName("postgres");
            container.start();
            return new Database(container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }

        private static Database embedded() {
            try {
                var postgres = EmbeddedPostgres.builder().setPort(0).start();
                return new Database(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Testcontainers itself takes seconds to find out that there is no Docker. */
        private static boolean dockerAnswers() {
            if (System.getenv("DOCKER_HOST") != null) {
                return true;
            }
            var socket = UnixDomainSocketAddress.of(Path.of("/var/run/docker.sock"));
            try (SocketChannel channel = SocketChannel.open(socket)) {
                return channel.isConnected();
            } catch (IOException e) {
                return false;
            }
        }
    }
}
