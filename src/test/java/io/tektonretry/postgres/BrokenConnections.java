package io.tektonretry.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What a fault leaves in a pool. */
public final class BrokenConnections {

    private BrokenConnections() {}

    /** Keeps them from whoever asks for a connection next. */
    public static void leave(DataSource pool) {
        try {
            pool.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
