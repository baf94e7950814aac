package io.tektonretry.history.database;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Executes SQL that is put together from the conditions of a filter. */
@Repository
public class NativeQueries {

    private final JdbcClient jdbc;

    NativeQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The rows; parameters that the SQL does not name are left out. */
    public <T> List<T> find(String sql, RowMapper<T> row, Map<String, Object> parameters) {
        Map<String, Object> values = new HashMap<>(parameters);
        values.replaceAll((name, value) -> value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        return jdbc.sql(sql).params(values).query(row).list();
    }
}
