package io.tektonretry.history.database;

import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets several statements read the same snapshot of the database. */
@Component
public class Snapshot {

    /**
     * Statements that look up rows by arrays of keys have one good plan, whatever is in the arrays. PostgreSQL would plan
     * short arrays anew each time, which takes longer than to read the rows.
     */
    private static final String BEGIN =
            "set transaction isolation level repeatable read; set local plan_cache_mode = force_generic_plan";

    private final TransactionTemplate transactions;
    private final JdbcClient jdbc;

    Snapshot(PlatformTransactionManager manager, JdbcClient jdbc) {
        this.transactions = new TransactionTemplate(manager);
        this.transactions.setReadOnly(true);
        this.jdbc = jdbc;
    }

    /**
     * What these statements read. Inside a transaction, they see what that sees. The first statement sets the isolation:
     * a transaction manager would ask the server for the present one, set it for the session, and set it back.
     */
    public <T> T read(Supplier<T> statements) {
        return Objects.requireNonNull(transactions.execute(status -> {
            if (status.isNewTransaction()) {
                jdbc.sql(BEGIN).update();
            }
            return statements.get();
        }));
    }
}
