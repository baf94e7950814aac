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
                jdbc.sql("set transaction isolation level repeatable read").update();
            }
            return statements.get();
        }));
    }
}
