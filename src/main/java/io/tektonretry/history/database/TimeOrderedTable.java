package io.tektonretry.history.database;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.ScrollPosition.Direction;
import org.springframework.data.domain.Sort;
import org.springframework.data.domain.Window;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

/**
 * A table ordered by a time and an {@code id}; an index finds every page equally fast.
 *
 * @param <F> filter
 * @param <R> row
 * @param <T> item
 */
public abstract class TimeOrderedTable<F, R, T> implements TimeOrdered<F, T> {

    private final JpaSpecificationExecutor<R> rows;
    private final String time;
    private final Function<R, T> item;

    /**
     * Lists the rows of a repository.
     *
     * @param time the attribute that orders them
     * @param item converts a row
     */
    protected TimeOrderedTable(JpaSpecificationExecutor<R> rows, String time, Function<R, T> item) {
        this.rows = rows;
        this.time = time;
        this.item = item;
    }

    /** Adds the conditions of the filter. */
    protected abstract void restrict(F filter, Conditions<R> conditions);

    @Override
    public Window<T> after(F filter, @Nullable ListPosition position, int limit) {
        Conditions<R> conditions = new Conditions<>();
        conditions.until(time, position == null ? null : position.at());
        return scroll(filter, conditions, position, limit, Direction.FORWARD);
    }

    @Override
    public Window<T> before(F filter, @Nullable ListPosition position, int limit) {
        Conditions<R> conditions = new Conditions<>();
        conditions.from(time, position == null ? null : position.at());
        return scroll(filter, conditions, position, limit, Direction.BACKWARD);
    }

    /**
     * The scroll compares the two columns of the order by {@code or}, where no index can begin; the conditions have the
     * time of the position for it.
     */
    private Window<T> scroll(
            F filter, Conditions<R> conditions, @Nullable ListPosition position, int limit, Direction direction) {
        restrict(filter, conditions);
        Specification<R> specification = conditions.specification();
        Map<String, Object> keys = position == null ? Map.of() : Map.of(time, position.at(), "id", position.id());
        return rows.findBy(
                        specification,
                        query -> query.sortBy(Sort.by(time, "id").descending())
                                .limit(limit)
                                .scroll(ScrollPosition.of(keys, direction)))
                .map(item);
    }
}
