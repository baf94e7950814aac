package io.tektonretry.history.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Distinguishes an unavailable database from every other error. */
public final class DatabaseOutage {

    /**
     * <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">SQLSTATE classes of connection,
     * resources and shutdown</a>.
     */
    private static final String[] STATES = {"08", "53", "57P"};

    private DatabaseOutage() {}

    /** Whether the error was caused by an unavailable database; a failed rollback, whether what it followed was. */
    public static boolean isCauseOf(@Nullable Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .anyMatch(DatabaseOutage::isOutage);
    }

    private static boolean isOutage(Throwable cause) {
        return cause instanceof DataAccessResourceFailureException
                || cause instanceof CannotCreateTransactionException
                || cause instanceof SQLTransientConnectionException
                || (cause instanceof TransactionSystemException end && isCauseOf(end.getApplicationException()))
                || (cause instanceof SQLException sql && isOutage(sql.getSQLState()));
    }

    private static boolean isOutage(@Nullable String state) {
        return state != null && Stream.of(STATES).anyMatch(state::startsWith);
    }
}
