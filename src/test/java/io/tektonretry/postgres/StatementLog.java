package io.tektonretry.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Writes down every statement that goes to the database of a context, but for those that are repeated all the time. */
public final class StatementLog implements BeanPostProcessor {

    private record Interruption(String statement, Runnable work) {}

    private static final Set<String> OF_A_TRANSACTION =
            Set.of("commit", "rollback", "getTransactionIsolation", "setTransactionIsolation");

    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Interruption> interruption = new AtomicReference<>();

    /** The statements that were prepared meanwhile, by any thread. */
    public List<String> during(Runnable work) {
        return exchangesDuring(work).stream()
                .filter(exchange -> !isOfATransaction(exchange))
                .toList();
    }

    /** Whether it begins, isolates or ends a transaction. */
    public static boolean isOfATransaction(String exchange) {
        return OF_A_TRANSACTION.contains(exchange) || exchange.startsWith("set transaction ");
    }

    /** The same, with all else that the driver sends and waits for; {@code BEGIN} goes with the next statement. */
    public List<String> exchangesDuring(Runnable work) {
        int before = statements.size();
        work.run();
        return List.copyOf(statements.subList(before, statements.size()));
    }

    /** Has other work done, by another thread, before the next statement that contains a text. */
    public void before(String statement, Runnable work) {
        interruption.set(new Interruption(statement, work));
    }

    private void interrupt(String statement) {
        Interruption next = interruption.get();
        if (next != null && statement.contains(next.statement()) && interruption.compareAndSet(next, null)) {
            CompletableFuture.runAsync(next.work()).join();
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof DataSource source ? new LoggedDataSource(source) : bean;
    }

    /**
     * The scheduler asks for work, the live feed for changes, and metrics for what is overdue and what is stalled; summaries are
     * kept, and Events written, in the background.
     */
    private static boolean isPoll(String statement) {
        return Thread.currentThread().getName().equals("run-events")
                || (Stream.of(
                                        "from scheduled_task",
                                        "update scheduled_task",
                                        "from change)",
                                        "min(greatest(requested_at",
                                        "count(*) as stalled",
                                        "insert into plan_summary")
                                .anyMatch(statement::contains)
                        && !statement.contains("insert into change"));
    }

    private final class LoggedDataSource extends DelegatingDataSource {

        LoggedDataSource(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            Lent lent = new Lent();
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement") && !isPoll((String) arguments[0])) {
                            interrupt((String) arguments[0]);
                            lent.add((String) arguments[0]);
                        } else if (OF_A_TRANSACTION.contains(method.getName())) {
                            lent.addOfATransaction(method.getName());
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    /** What goes over a connection until it is given back; nothing if that is repeated all the time. */
    private final class Lent {

        private final List<String> before = new ArrayList<>();
        private boolean isWrittenDown;

        void add(String statement) {
            statements.addAll(before);
            before.clear();
            isWrittenDown = true;
            statements.add(statement);
        }

        void addOfATransaction(String exchange) {
            (isWrittenDown ? statements : before).add(exchange);
        }
    }
}
