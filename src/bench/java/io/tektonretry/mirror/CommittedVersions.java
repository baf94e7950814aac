package io.tektonretry.mirror;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Reads the feed of changes as a replica does, and notes when it first finds each version of a run. */
final class CommittedVersions implements AutoCloseable {

    private static final String NEWS = """
            select c.seq, r.resource_version
              from change c join pipeline_run r on r.uid = c.run_uid
             where c.seq > ?
             order by c.seq
            """;

    private final Map<Long, Long> found = new ConcurrentHashMap<>();
    private final Connection connection;
    private final Thread thread = new Thread(this::read, "committed-versions");
    private volatile boolean closed;

    CommittedVersions(DataSource database) throws SQLException {
        this.connection = database.getConnection();
        connection.createStatement().execute("listen tekton_retry_change");
        thread.start();
    }

    /** The nano time at which the version was found; 0 when it was not yet. */
    long at(long version) {
        return found.getOrDefault(version, 0L);
    }

    private void read() {
        long seq = 0;
        try (PreparedStatement news = connection.prepareStatement(NEWS)) {
            while (!closed) {
                connection.unwrap(PGConnection.class).getNotifications(100);
                news.setLong(1, seq);
                ResultSet rows = news.executeQuery();
                long now = System.nanoTime();
                while (rows.next()) {
                    seq = rows.getLong(1);
                    found.putIfAbsent(rows.getLong(2), now);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.createStatement().execute("unlisten *");
        connection.close();
    }
}
