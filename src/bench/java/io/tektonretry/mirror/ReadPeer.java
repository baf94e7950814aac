package io.tektonretry.mirror;

import com.sun.tools.attach.VirtualMachine;
import io.tektonretry.graphql.relay.ListCursor;
import io.tektonretry.history.database.ListPosition;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who answers the queries of the benchmark. */
interface ReadPeer {

    /** Asks again and again, by one connection. */
    interface Client extends AutoCloseable {

        void ask() throws Exception;

        @Override
        default void close() throws IOException, SQLException {}
    }

    String name();

    boolean answers(ReadQuestion question);

    Client client(ReadQuestion question) throws Exception;

    /** CPU time of its processes but for those of the database, in nanoseconds. */
    long cpu();

    /** What its threads have allocated; 0 if that is unknown. */
    long allocated();

    /** The service, in a process of its own. */
    record Service(URI api, long pid, String cursor, com.sun.management.ThreadMXBean threads) implements ReadPeer {

        static Service of(ReplicaProcess process, ListPosition depth) throws Exception {
            return new Service(
                    process.address().orElseThrow().resolve("/graphql"),
                    process.pid(),
                    ListCursor.encode(depth),
                    threads(process.pid()));
        }

        private static com.sun.management.ThreadMXBean threads(long pid) throws Exception {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            MBeanServerConnection beans = JMXConnectorFactory.connect(
                            new JMXServiceURL(machine.startLocalManagementAgent()))
                    .getMBeanServerConnection();
            machine.detach();
            return ManagementFactory.newPlatformMXBeanProxy(
                    beans, ManagementFactory.THREAD_MXBEAN_NAME, com.sun.management.ThreadMXBean.class);
        }

        @Override
        public String name() {
            return "service";
        }

        @Override
        public boolean answers(ReadQuestion question) {
            return true;
        }

        @Override
        public Client client(ReadQuestion question) throws IOException {
            return new PlainHttp(api, body(question.query().replace(ReadQuestion.DEPTH, cursor)));
        }

        @Override
        public long cpu() {
            return cpuOf(pid);
        }

        @Override
        public long allocated() {
            long sum = 0;
            for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
                sum += Math.max(0, bytes);
            }
            return sum;
        }
    }

    /** A server of PostGraphile on the same database. */
    record PostGraphile(URI api, String cursor) implements ReadPeer {

        static PostGraphile of(URI api, int depth) throws IOException {
            byte[] body =
                    body("{ allRuns(first: 1, offset: %d, orderBy: [CREATED_AT_DESC, UID_DESC])".formatted(depth - 1)
                            + " { pageInfo { endCursor } } }");
            try (PlainHttp connection = new PlainHttp(api, body)) {
                JsonNode data =
                        JsonMapper.shared().readTree(connection.exchange()).path("data");
                return new PostGraphile(
                        api,
                        data.path("allRuns").path("pageInfo").path("endCursor").asString());
            }
        }

        @Override
        public String name() {
            return "PostGraphile";
        }

        @Override
        public boolean answers(ReadQuestion question) {
            return !question.peer().isEmpty();
        }

        @Override
        public Client client(ReadQuestion question) throws IOException {
            return new PlainHttp(api, body(question.peer().replace(ReadQuestion.DEPTH, cursor)));
        }

        @Override
        public long cpu() {
            return ProcessHandle.allProcesses()
                    .filter(process -> process.info()
                            .commandLine()
                            .filter(command -> command.contains("postgraphile"))
                            .isPresent())
                    .mapToLong(process -> cpuOf(process.pid()))
                    .sum();
        }

        @Override
        public long allocated() {
            return 0;
        }
    }

    /** A loop that executes the statements and reads all columns. */
    record Statements(DataSource database, UUID depth) implements ReadPeer {

        private static final Pattern EARLIER = Pattern.compile("\\$(\\d)");

        @Override
        public String name() {
            return "JDBC";
        }

        @Override
        public boolean answers(ReadQuestion question) {
            return !question.sql().isEmpty();
        }

        @Override
        public Client client(ReadQuestion question) throws SQLException {
            Connection connection = database.getConnection();
            return new Client() {

                @Override
                public void ask() throws SQLException {
                    List<Object[]> found = new ArrayList<>();
                    for (String sql : question.sql()) {
                        found.add(read(connection, sql.replace(ReadQuestion.DEPTH, "'" + depth + "'"), found));
                    }
                }

                @Override
                public void close() throws SQLException {
                    connection.close();
                }
            };
        }

        private static Object[] read(Connection connection, String sql, List<Object[]> found) throws SQLException {
            Matcher earlier = EARLIER.matcher(sql);
            try (PreparedStatement statement = connection.prepareStatement(earlier.replaceAll("?"))) {
                if (earlier.reset().find()) {
                    Object[] keys = found.get(Integer.parseInt(earlier.group(1)));
                    statement.setArray(1, connection.createArrayOf("uuid", keys));
                }
                List<Object> keys = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        keys.add(rows.getObject(1));
                        for (int column = 2; column <= columns; column++) {
                            rows.getString(column);
                        }
                    }
                }
                return keys.toArray();
            }
        }

        @Override
        public long cpu() {
            return cpuOf(ProcessHandle.current().pid());
        }

        @Override
        public long allocated() {
            return 0;
        }
    }

    /** The run so many places behind the newest. */
    static ListPosition position(JdbcClient jdbc, int depth) {
        return jdbc.sql(
                        "select created_at, uid from pipeline_run order by created_at desc, uid desc offset :depth limit 1")
                .param("depth", depth - 1)
                .query((row, number) ->
                        new ListPosition(row.getTimestamp("created_at").toInstant(), row.getObject("uid", UUID.class)))
                .single();
    }

    private static byte[] body(String query) {
        return JsonMapper.shared().writeValueAsBytes(Map.of("query", query));
    }

    private static long cpuOf(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
