package io.tektonretry.postgres;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks of every statement of a context how many pages it reads, before it is carried out, while a test wants to know. */
public final class StatementPages implements BeanPostProcessor {

    /** How statements are planned. */
    public enum Plan {
        /** For the values of their parameters. */
        CUSTOM,
        /** For any values, as when they are carried out often. */
        GENERIC
    }

    /**
     * What a statement has read.
     *
     * @param pages number of pages, whether from the disk or not
     * @param scans its scans of tables and indexes
     */
    public record Read(String statement, long pages, List<Scan> scans) {

        /** Number of rows of all scans. */
        public long rows() {
            return scans.stream().mapToLong(Scan::rows).sum();
        }
    }

    /**
     * A scan.
     *
     * @param index the index, or else the table
     * @param rows number of rows, with those that did not match; a bitmap has none
     */
    public record Scan(String type, String index, long rows) {}

    private static final Set<String> SCANS = Set.of("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan");

    private final List<Read> read = new CopyOnWriteArrayList<>();
    private volatile @Nullable Plan plan;

    /** What the statements have read that were carried out meanwhile. */
    public List<Read> during(Runnable work) {
        return during(Plan.CUSTOM, work);
    }

    /** What the statements have read that were carried out meanwhile, if they are planned in this way. */
    public List<Read> during(Plan planned, Runnable work) {
        read.clear();
        plan = planned;
        try {
            work.run();
        } finally {
            plan = null;
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
                        Plan asked = plan;
                        return asked == null ? connection : asking(connection, asked);
                    }
                }
                : bean;
    }

    private Connection asking(Connection connection, Plan asked) {
        return proxy(Connection.class, connection, (method, arguments) -> {
            Object result = invoke(method, connection, arguments);
            return result instanceof PreparedStatement statement
                    ? explained(connection, (String) arguments[0], statement, asked)
                    : result;
        });
    }

    private PreparedStatement explained(Connection connection, String sql, PreparedStatement statement, Plan asked) {
        List<Setting> settings = new ArrayList<>();
        return proxy(PreparedStatement.class, statement, (method, arguments) -> {
            if (method.getName().startsWith("set") && arguments.length > 1) {
                settings.add(new Setting(method, arguments));
            }
            if (List.of("execute", "executeQuery", "executeUpdate").contains(method.getName())
                    && !sql.startsWith("set ")) {
                read.add(read(connection, sql, settings, asked));
            }
            return invoke(method, statement, arguments);
        });
    }

    /** The statement is carried out for this, and taken back. */
    private static Read read(Connection connection, String sql, List<Setting> settings, Plan asked) throws Throwable {
        boolean isOnItsOwn = connection.getAutoCommit();
        connection.setAutoCommit(false);
        var before = connection.setSavepoint();
        try {
            JsonNode plan =
                    asked == Plan.CUSTOM ? custom(connection, sql, settings) : generic(connection, sql, settings);
            JsonNode top = plan.path(0).path("Plan");
            return new Read(
                    sql,
                    top.path("Shared Hit Blocks").asLong()
                            + top.path("Shared Read Blocks").asLong(),
                    scans(top).toList());
        } finally {
            connection.rollback(before);
            if (isOnItsOwn) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static JsonNode custom(Connection connection, String sql, List<Setting> settings) throws Throwable {
        try (PreparedStatement explain =
                connection.prepareStatement("explain (analyze, buffers, format json) " + sql)) {
            for (Setting setting : settings) {
                invoke(setting.method(), explain, setting.arguments());
            }
            return plan(explain.executeQuery());
        }
    }

    /** Nothing but a named statement has a generic plan. */
    private static JsonNode generic(Connection connection, String sql, List<Setting> settings) throws SQLException {
        String[] values = new String[settings.size()];
        String[] types = new String[settings.size()];
        for (Setting setting : settings) {
            int number = (int) setting.arguments()[0] - 1;
            values[number] = literal(setting.arguments()[1]);
            types[number] = setting.arguments()[1] instanceof UUID[] ? "uuid[]" : "unknown";
        }
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("set local plan_cache_mode = force_generic_plan");
            statement.execute("prepare explained%s as %s".formatted(list(types), numbered(sql)));
            try {
                return plan(statement.executeQuery(
                        "explain (analyze, buffers, format json) execute explained" + list(values)));
            } finally {
                statement.execute("deallocate explained");
            }
        }
    }

    private static JsonNode plan(ResultSet rows) throws SQLException {
        try (rows) {
            rows.next();
            return JsonMapper.shared().readTree(rows.getString(1));
        }
    }

    private static String list(String[] parts) {
        return parts.length == 0 ? "" : "(" + String.join(", ", parts) + ")";
    }

    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder();
        boolean isText = false;
        int number = 0;
        for (char c : sql.toCharArray()) {
            isText ^= c == '\'';
            numbered.append(c == '?' && !isText ? "$" + ++number : String.valueOf(c));
        }
        return numbered.toString();
    }

    private static String literal(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Object[] values) {
            return literal(Stream.of(values)
                    .map(one -> one == null ? "null" : JsonMapper.shared().writeValueAsString(one.toString()))
                    .collect(joining(",", "{", "}")));
        }
        return "'" + value.toString().replace("'", "''") + "'";
    }

    private static Stream<Scan> scans(JsonNode node) {
        String type = node.path("Node Type").asString("");
        double rows = node.path("Actual Rows").asDouble()
                + node.path("Rows Removed by Filter").asDouble()
                + node.path("Rows Removed by Index Recheck").asDouble();
        Scan scan = new Scan(
                type,
                node.path("Index Name").asString(node.path("Relation Name").asString("")),
                Math.round(rows * node.path("Actual Loops").asDouble()));
        return Stream.concat(
                SCANS.contains(type) ? Stream.of(scan) : Stream.empty(),
                node.path("Plans").valueStream().flatMap(StatementPages::scans));
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
