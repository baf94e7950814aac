package io.tektonretry.mirror;

import java.sql.SQLException;
import java.util.Set;
import org.springframework.core.NestedRuntimeException;

/** Tells whether writing failed because of what was written, so that it would fail again, or because of the database. */
final class DatabaseFault {

    /**
     * The classes of SQLSTATE that are nobody's content: connection, transaction state and rollback, rights and missing tables,
     * resources, objects in use, operator intervention, input and output.
     */
    private static final Set<String> PASSING = Set.of("08", "25", "40", "42", "53", "55", "57", "58");

    private DatabaseFault() {}

    static boolean isOfTheContent(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return !PASSING.contains(sql.getSQLState().substring(0, 2));
            }
        }
        return !(failure instanceof NestedRuntimeException);
    }
}
