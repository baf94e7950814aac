package io.tektonretry.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.util.FileSystemUtils;

/** An embedded server that keeps its data in a folder, whatever end its JVM comes to. */
public final class DevelopmentPostgres implements AutoCloseable {

    private final FileChannel lock;
    private final EmbeddedPostgres postgres;

    private DevelopmentPostgres(FileChannel lock, EmbeddedPostgres postgres) {
        this.lock = lock;
        this.postgres = postgres;
    }

    /**
     * Starts the server of this folder. A server that a killed JVM left behind is stopped first; a folder whose first start never
     * came to its end is made anew.
     *
     * @throws IllegalStateException when another JVM runs the server of this folder
     */
    public static DevelopmentPostgres start(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel lock = lock(folder.resolve("lock"));
            Path data = folder.resolve("data").toAbsolutePath();
            Path complete = folder.resolve("complete");
            OrphanedPostgres.stop(data);
            if (!Files.exists(complete)) {
                FileSystemUtils.deleteRecursively(data);
            }
            EmbeddedPostgres postgres = start(data, folder.resolve("bin"));
            Files.writeString(complete, "");
            return new DevelopmentPostgres(lock, postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres start(Path data, Path binaries) throws IOException {
        Files.createDirectories(data);
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setOverrideWorkingDirectory(binaries.toAbsolutePath().toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setPort(0)
                .start();
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new IllegalStateException("Another service runs on the database in " + file.getParent());
        }
        return channel;
    }

    public JdbcConnectionDetails database() {
        return database("postgres");
    }

    /** A database without anything in it, whatever a former start has left there. */
    public JdbcConnectionDetails emptyDatabase(String name) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists \"%s\" with (force)".formatted(name));
            statement.execute("create database \"%s\"".formatted(name));
        } catch (SQLException e) {
            throw new IllegalStateException("The database %s cannot be made anew".formatted(name), e);
        }
        return database(name);
    }

    private JdbcConnectionDetails database(String name) {
        return new Database(postgres.getJdbcUrl("postgres", name), "postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        lock.close();
    }
}
