package io.tektonretry.history.database;

import static java.util.stream.Collectors.joining;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.RowMapperResultSetExtractor;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.core.namedparam.ParsedSql;

/**
 * Statements that are sent to the database together. It executes one after the other, and their sender waits once. A
 * statement is sent when the rows of it or of a later one are asked for, at the latest with {@link #send}.
 *
 * <p>Rows must have columns of limited size: the driver sends a statement with other columns alone, so that neither side
 * can wait for the other one to read.
 */
public final class Exchange {

    private static final Map<String, ParsedSql> PARSED = new ConcurrentHashMap<>();

    private final JdbcOperations jdbc;
    private final List<Rows<?>> waiting = new ArrayList<>();

    public Exchange(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a statement whose rows, if it has any, do not matter. */
    public void add(String sql, Map<String, ?> parameters) {
        var unused = add(sql, parameters, (row, number) -> number);
    }

    /** Adds a statement with rows. */
    public <T> Rows<T> add(String sql, Map<String, ?> parameters, RowMapper<T> mapper) {
        Rows<T> rows = new Rows<>(sql, parameters, mapper);
        waiting.add(rows);
        return rows;
    }

    /** Sends what was added, if anything, and waits until all of it is executed. */
    public void send() {
        if (!waiting.isEmpty()) {
            List<Rows<?>> sent = List.copyOf(waiting);
            waiting.clear();
            jdbc.execute(sent.stream().map(Rows::sql).collect(joining(";\n")), (PreparedStatementCallback<Integer>)
                    statement -> execute(statement, sent));
        }
    }

    private static int execute(PreparedStatement statement, List<Rows<?>> sent) throws SQLException {
        int place = 1;
        for (Rows<?> rows : sent) {
            for (Object value : rows.values()) {
                StatementCreatorUtils.setParameterValue(statement, place, SqlTypeValue.TYPE_UNKNOWN, value);
                place++;
            }
        }
        boolean hasRows = statement.execute();
        for (Rows<?> rows : sent) {
            rows.read(statement, hasRows);
            hasRows = statement.getMoreResults();
        }
        return sent.size();
    }

    /** The rows of one statement. */
    public final class Rows<T> {

        private final ParsedSql parsed;
        private final MapSqlParameterSource parameters;
        private final RowMapper<T> mapper;
        private @Nullable List<T> rows;

        private Rows(String sql, Map<String, ?> parameters, RowMapper<T> mapper) {
            this.parsed = PARSED.computeIfAbsent(sql, NamedParameterUtils::parseSqlStatement);
            this.parameters = new MapSqlParameterSource(parameters);
            this.mapper = mapper;
        }

        /** The rows in their order; sends the statement, unless that was done. */
        public List<T> list() {
            if (rows == null) {
                send();
            }
            return Objects.requireNonNull(rows);
        }

        private String sql() {
            return NamedParameterUtils.substituteNamedParameters(parsed, parameters)
                    .strip();
        }

        /** One value for each question mark; a collection has one for each element. */
        private List<@Nullable Object> values() {
            List<@Nullable Object> values = new ArrayList<>();
            for (Object value : NamedParameterUtils.buildValueArray(parsed, parameters, null)) {
                if (value instanceof Collection<?> elements) {
                    values.addAll(elements);
                } else {
                    values.add(value);
                }
            }
            return values;
        }

        private void read(PreparedStatement statement, boolean hasRows) throws SQLException {
            rows = hasRows
                    ? new RowMapperResultSetExtractor<>(mapper).extractData(statement.getResultSet())
                    : List.of();
        }
    }
}
