package io.tektonretry.history.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.ScrollPosition.Direction;
import org.springframework.data.domain.Window;

/**
 * A table ordered by a time and an id, with a filter; no page reads more than a limited number of rows.
 *
 * @param <F> filter
 * @param <R> row
 * @param <T> item
 */
public abstract class TimeOrderedTable<F, R, T> implements TimeOrdered<F, T> {

    private final NativeQueries queries;
    private final ListedTable<R> table;
    private final Function<R, T> item;
    private final int most;

    /**
     * Lists the rows of a table.
     *
     * @param item converts a row
     * @param most maximum number of rows to read for a page
     */
    protected TimeOrderedTable(NativeQueries queries, ListedTable<R> table, Function<R, T> item, int most) {
        this.queries = queries;
        this.table = table;
        this.item = item;
        this.most = most;
    }

    /** The conditions of the filter. */
    protected abstract RowConditions conditions(F filter);

    @Override
    public Window<T> after(F filter, @Nullable ListPosition position, int limit) {
        return window(walk(filter, position, true, limit).rows(), limit, Direction.FORWARD);
    }

    @Override
    public Window<T> before(F filter, @Nullable ListPosition position, int limit) {
        return window(walk(filter, position, false, limit).rows(), limit, Direction.BACKWARD);
    }

    /** Counts the matching rows, up to a bound. */
    public BoundedCount count(F filter, int upTo) {
        return walk(filter, null, true, upTo).count();
    }

    /** Columns of the newest matching rows. */
    protected ListWalk.Sample sample(F filter, String columns, int mostRows) {
        return walk(filter, null, true, mostRows).sample(columns);
    }

    /** Reads one row more than the limit, which tells whether there are more. */
    private ListWalk<R> walk(F filter, @Nullable ListPosition position, boolean isNewestFirst, int limit) {
        return ListWalk.from(position, isNewestFirst, queries, table, conditions(filter), limit + 1, most);
    }

    private Window<T> window(List<R> read, int limit, Direction direction) {
        List<T> items = new ArrayList<>(
                read.subList(0, Math.min(read.size(), limit)).stream().map(item).toList());
        if (direction == Direction.BACKWARD) {
            Collections.reverse(items);
        }
        return Window.from(items, number -> ScrollPosition.of(Map.of(), direction), read.size() > limit);
    }
}
