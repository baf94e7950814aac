package io.tektonretry.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Writes the rows that the history has of some runs once more, under higher resourceVersions: multi-row upserts by plain JDBC, of
 * values that are ready in memory, into the same tables with the same guards and the same rows a transaction. It reads nothing,
 * derives nothing, compresses nothing and waits for nobody.
 */
public final class RawUpsert {

    private final DataSource database;
    private final List<List<Row>> batches;

    /** All rows of a run. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Row(UUID uid, Object[] run, List<Object[]> tasks, Object[] document) {}

    private record Table(String name, String key, String guard, List<String> columns) {

        static final String NEWER = "(t.epoch, t.resource_version) < (excluded.epoch, excluded.resource_version)";

        String upsert() {
            String names = String.join(", ", columns);
            String excluded =
                    columns.stream().map(column -> "excluded." + column).collect(Collectors.joining(", "));
            String values = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
            return "insert into %s as t (%s) values (%s) on conflict (%s) do update set (%s) = (%s) where %s"
                    .formatted(name, names, values, key, names, excluded, guard);
        }

        int column(String column) {
            return columns.indexOf(column);
        }
    }

    private final Table runs;
    private final Table tasks;
    private final Table documents;

    /** Reads the rows of these runs. */
    public RawUpsert(DataSource database, Collection<UUID> uids, int batchSize) throws SQLException {
        this.database = database;
        try (Connection connection = database.getConnection()) {
            this.runs = table(connection, "pipeline_run", "uid", Table.NEWER);
            this.tasks =
                    table(connection, "pipeline_task", "pipeline_run_uid, name", "t.* is distinct from excluded.*");
            this.documents = table(connection, "document", "uid", Table.NEWER);
            List<UUID> sorted = uids.stream().sorted().toList();
            List<List<Row>> read = new ArrayList<>();
            for (int from = 0; from < sorted.size(); from += batchSize) {
                read.add(rows(connection, sorted.subList(from, Math.min(sorted.size(), from + batchSize))));
            }
            this.batches = read;
        }
    }

    private static Table table(Connection connection, String name, String key, String guard) throws SQLException {
        try (ResultSet none = connection.createStatement().executeQuery("select * from " + name + " limit 0")) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                columns.add(none.getMetaData().getColumnName(i));
            }
            return new Table(name, key, guard, columns);
        }
    }

    private List<Row> rows(Connection connection, List<UUID> uids) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (UUID uid : uids) {
            rows.add(new Row(
                    uid,
                    read(connection, runs, "uid", uid).get(0),
                    read(connection, tasks, "pipeline_run_uid", uid),
                    read(connection, documents, "uid", uid).get(0)));
        }
        return rows;
    }

    private static List<Object[]> read(Connection connection, Table table, String key, UUID uid) throws SQLException {
        String query = "select * from %s where %s = ? order by 2".formatted(table.name(), key);
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, uid);
            List<Object[]> rows = new ArrayList<>();
            ResultSet result = statement.executeQuery();
            while (result.next()) {
                Object[] row = new Object[table.columns().size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = result.getObject(i + 1);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /**
     * Writes them all.
     *
     * @param version the resourceVersions used lie behind it
     * @return the last one used
     */
    public long write(long version) throws SQLException {
        long last = version;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (List<Row> batch : batches) {
                for (Row row : batch) {
                    last++;
                    row.run()[runs.column("resource_version")] = last;
                    row.run()[runs.column("message")] =
                            "Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 2 (%d)".formatted(last);
                    row.document()[documents.column("resource_version")] = last;
                }
                upsert(connection, runs, batch.stream().map(Row::run));
                upsert(connection, tasks, batch.stream().flatMap(row -> row.tasks().stream()));
                upsert(connection, documents, batch.stream().map(Row::document));
                appendChanges(connection, batch);
                connection.commit();
            }
        }
        return last;
    }

    private static void upsert(Connection connection, Table table, Stream<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.upsert())) {
            for (Object[] row : rows.toList()) {
                add(statement, row);
            }
            statement.executeBatch();
        }
    }

    private static void add(PreparedStatement statement, Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            statement.setObject(i + 1, row[i]);
        }
        statement.addBatch();
    }

    private void appendChanges(Connection connection, List<Row> batch) throws SQLException {
        String insert = """
                insert into change (seq, at, kind, run_uid, root_uid, namespace)
                values (?, clock_timestamp(), 'RUN_UPDATED', ?, ?, ?)
                """;
        long seq = newestChange(connection);
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (int i : IntStream.range(0, batch.size()).toArray()) {
                Row row = batch.get(i);
                add(statement, new Object[] {
                    seq + i + 1, row.uid(), row.run()[runs.column("root_uid")], row.run()[runs.column("namespace")]
                });
            }
            statement.executeBatch();
        }
    }

    private static long newestChange(Connection connection) throws SQLException {
        try (ResultSet newest = connection.createStatement().executeQuery("select max(seq) from change")) {
            newest.next();
            return newest.getLong(1);
        }
    }
}
