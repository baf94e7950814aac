package io.tektonretry.history;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * Rows on their way into a statement: one array a column, however many rows there are. PostgreSQL takes them several times faster than
 * the same rows as JSON.
 *
 * @param <R> has a component for each column that is written
 */
final class RowArrays<R extends Record> {

    private final List<Column> columns;

    private RowArrays(List<Column> columns) {
        this.columns = columns;
    }

    static <R extends Record> RowArrays<R> of(Class<R> type) {
        return new RowArrays<>(
                Stream.of(type.getRecordComponents()).map(Column::of).toList());
    }

    /** The names of the columns. */
    String columns() {
        return columns.stream().map(Column::name).collect(joining(", "));
    }

    /** What stands for the rows in a {@code from}; the parameters have the names of the columns. */
    String rows() {
        return columns.stream()
                .map(column -> "cast(:%s as %s[])".formatted(column.name(), column.type()))
                .collect(joining(", ", "unnest(", ")"));
    }

    Map<String, Object> parameters(Collection<R> rows) {
        Map<String, Object> parameters = new HashMap<>();
        columns.forEach(column -> parameters.put(column.name(), column.array(rows)));
        return parameters;
    }

    /**
     * A column.
     *
     * @param type in the words of PostgreSQL
     * @param text of a value, unless it is a UUID
     */
    private record Column(String name, String type, RecordComponent component, Function<Object, String> text) {

        static Column of(RecordComponent component) {
            component.getAccessor().setAccessible(true);
            String name = JdbcUtils.convertPropertyNameToUnderscoreName(component.getName());
            Class<?> type = component.getType();
            if (type == UUID.class) {
                return new Column(name, "uuid", component, Object::toString);
            } else if (type == String.class || type.isEnum()) {
                return new Column(name, "text", component, Column::withoutNul);
            } else if (type == Instant.class) {
                return new Column(name, "timestamptz", component, Object::toString);
            } else if (type == int.class) {
                return new Column(name, "integer", component, Object::toString);
            } else if (type == long.class || type == Long.class) {
                return new Column(name, "bigint", component, Object::toString);
            } else if (type == boolean.class) {
                return new Column(name, "boolean", component, Object::toString);
            }
            return new Column(name, "jsonb", component, RowsAsJson::of);
        }

        /** PostgreSQL knows no NUL, so that a mark replaces it. */
        private static String withoutNul(Object value) {
            return value.toString().replace('\0', '\uFFFD');
        }

        @Nullable
        String[] array(Collection<?> rows) {
            return rows.stream().map(this::text).toArray(String[]::new);
        }

        private @Nullable String text(Object row) {
            Object value = value(row);
            return value == null ? null : text.apply(value);
        }

        private @Nullable Object value(Object row) {
            try {
                return component.getAccessor().invoke(row);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
