package io.tektonretry.history.database;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;

/** Distinguishes writes that fail because of their data, and would fail again, from failures of the database. */
public final class DatabaseFault {

    /**
     * SQLSTATE classes that only the written data can cause: cardinality violation, data exception, integrity
     * constraint violation, program limit exceeded. Failures of other classes may pass: rejected roles, missing or
     * corrupt databases, statements lost by a pooler.
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

    /** Whether it came from the database, whether or not it may pass. */
    public static boolean isCauseOf(Throwable failure) {
        return failure instanceof DataAccessException || failure instanceof TransactionException;
    }

    /** Whether a statement timed out; fewer rows may fit in the time. */
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
