package io.tektonretry.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
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

    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Interruption> interruption = new AtomicReference<>();

    /** The statements that were prepared meanwhile, by any thread. */
    public List<String> during(Runnable work) {
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
     * kept in the background.
     */
    private static boolean isPoll(String statement) {
        return Stream.of(
                        "scheduled_task",
                        "from change)",
                        "min(greatest(requested_at",
                        "count(*) as stalled",
                        "insert into plan_summary")
                .anyMatch(statement::contains);
    }

    private final class LoggedDataSource extends DelegatingDataSource {

        LoggedDataSource(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement") && !isPoll((String) arguments[0])) {
                            interrupt((String) arguments[0]);
                            statements.add((String) arguments[0]);
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
