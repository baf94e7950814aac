package io.tektonretry.history.database;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells whether writing failed because of what was written, so that it would fail again, or because of the database. */
public final class DatabaseFault {

    /**
     * The classes of SQLSTATE that only what was written can cause: rows that exclude each other, data, integrity constraints, program
     * limits. All others may pass: a role that is not let in, a database that is not there or corrupt, a statement that a pooler lost.
     */
    private static final Set<String> OF_THE_CONTENT = Set.of("21", "22", "23", "54");

    private static final String TIMED_OUT = "57014";

    private DatabaseFault() {}

    public static boolean isDataError(RuntimeException failure) {
        if (failure instanceof CannotGetJdbcConnectionException
                || failure instanceof CannotCreateTransactionException) {
            return false;
        }
        String state = state(failure);
        return state == null
                ? !(failure instanceof NestedRuntimeException)
                : OF_THE_CONTENT.contains(state.substring(0, 2));
    }

    /** Whether a statement took longer than it may, which fewer rows may not. */
    public static boolean isTimeout(RuntimeException failure) {
        return TIMED_OUT.equals(state(failure));
    }

    private static @Nullable String state(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
