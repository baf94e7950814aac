package io.tektonretry.history.database;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A table ordered by a time and an {@code id}; an index finds every page equally fast. */
public abstract class TimeOrderedTable<F, T> implements TimeOrdered<F, T> {

    private static final String PAGE = """
            select * from %1$s
             where %2$s
             order by %3$s %4$s, id %4$s limit :limit
            """;

    private final JdbcClient jdbc;
    private final String table;
    private final String time;
    private final RowMapper<T> row;

    public TimeOrderedTable(JdbcClient jdbc, String table, String time, RowMapper<T> row) {
        this.jdbc = jdbc;
        this.table = table;
        this.time = time;
        this.row = row;
    }

    /** Adds the conditions of the filter. */
    public abstract void restrict(F filter, Conditions conditions);

    @Override
    public Page<T> after(F filter, @Nullable ListPosition position, int limit) {
        return Page.newestFirst(read(filter, "<", "desc", position, limit + 1), limit);
    }

    @Override
    public Page<T> before(F filter, @Nullable ListPosition position, int limit) {
        return Page.oldestFirst(read(filter, ">", "asc", position, limit + 1), limit);
    }

    private List<T> read(F filter, String comparison, String direction, @Nullable ListPosition position, int limit) {
        Conditions conditions = new Conditions();
        if (position != null) {
            conditions.given("(%s, id) %s (:at, :id)".formatted(time, comparison), "at", position.at());
            conditions.given("true", "id", position.id());
        }
        restrict(filter, conditions);
        return jdbc.sql(PAGE.formatted(table, conditions.sql(), time, direction))
                .params(conditions.parameters())
                .param("limit", limit)
                .query(row)
                .list();
    }
}
