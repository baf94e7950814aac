package io.tektonretry.history.database;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** SQL conditions on rows, joined with {@code and}, and their parameters. */
public final class Conditions {

    private final StringJoiner sql = new StringJoiner(" and ").add("true");
    private final Map<String, Object> parameters = new HashMap<>();

    /** The text column has one of these values; an empty collection does not restrict. */
    public void anyOf(String column, Collection<?> values) {
        if (!values.isEmpty()) {
            add(
                    column + " = any(:" + column + ")",
                    column,
                    values.stream().map(Object::toString).toArray(String[]::new));
        }
    }

    /** The condition holds, with a parameter of this name; null does not restrict. */
    public void given(String condition, String name, @Nullable Object value) {
        if (value != null) {
            add(condition, name, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
    }

    private void add(String condition, String name, Object value) {
        sql.add(condition);
        parameters.put(name, value);
    }

    String sql() {
        return sql.toString();
    }

    Map<String, Object> parameters() {
        return parameters;
    }
}
