package io.tektonretry.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks of every statement of a context how many pages it reads, before it is carried out, while a test wants to know. */
public final class StatementPages implements BeanPostProcessor {

    /** How many pages a statement has read, whether from the disk or not. */
    public record Read(String statement, long pages) {}

    private final List<Read> read = new CopyOnWriteArrayList<>();
    private volatile boolean asks;

    /** What the statements have read that were carried out meanwhile. */
    public List<Read> during(Runnable work) {
        read.clear();
        asks = true;
        try {
            work.run();
        } finally {
            asks = false;
        }
        return List.copyOf(read);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof DataSource source
                ? new DelegatingDataSource(source) {
                    @Override
                    public Connection getConnection() throws SQLException {
                        Connection connection = super.getConnection();
                        return asks ? asking(connection) : connection;
                    }
                }
                : bean;
    }

    private Connection asking(Connection connection) {
        return proxy(Connection.class, connection, (method, arguments) -> {
            Object result = invoke(method, connection, arguments);
            return result instanceof PreparedStatement statement
                    ? explained(connection, (String) arguments[0], statement)
                    : result;
        });
    }

    private PreparedStatement explained(Connection connection, String sql, PreparedStatement statement) {
        List<Setting> settings = new ArrayList<>();
        return proxy(PreparedStatement.class, statement, (method, arguments) -> {
            if (method.getName().startsWith("set") && arguments.length > 1) {
                settings.add(new Setting(method, arguments));
            }
            if (List.of("execute", "executeQuery", "executeUpdate").contains(method.getName())) {
                read.add(new Read(sql, pages(connection, sql, settings)));
            }
            return invoke(method, statement, arguments);
        });
    }

    /** The statement is carried out for this, and taken back. */
    private static long pages(Connection connection, String sql, List<Setting> settings) throws Throwable {
        boolean isOnItsOwn = connection.getAutoCommit();
        connection.setAutoCommit(false);
        var before = connection.setSavepoint();
        try (PreparedStatement explain =
                connection.prepareStatement("explain (analyze, buffers, format json) " + sql)) {
            for (Setting setting : settings) {
                invoke(setting.method(), explain, setting.arguments());
            }
            try (ResultSet plan = explain.executeQuery()) {
                plan.next();
                JsonNode top =
                        JsonMapper.shared().readTree(plan.getString(1)).path(0).path("Plan");
                return top.path("Shared Hit Blocks").asLong()
                        + top.path("Shared Read Blocks").asLong();
            }
        } finally {
            connection.rollback(before);
            if (isOnItsOwn) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Setting(Method method, Object[] arguments) {}

    @FunctionalInterface
    private interface Call {

        Object of(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.of(method, arguments == null ? new Object[0] : arguments)));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
