package io.tektonretry.graphql.relay;

import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.TimeOrdered;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Window;

/**
 * A page of a list. The name must end in {@code Connection}: Spring for GraphQL passes such types through unchanged,
 * even when they are empty. Cursors are made when somebody asks for them.
 *
 * @param nodes the objects
 * @param cursor the cursor of the object at an index
 * @param hasNextPage whether there are objects behind the page
 * @param hasPreviousPage whether there are objects before the page
 * @param counter counts the whole list up to a bound
 */
public record Connection<T>(
        List<T> nodes,
        IntFunction<String> cursor,
        boolean hasNextPage,
        boolean hasPreviousPage,
        IntFunction<BoundedCount> counter) {

    /** An object in a page. */
    record Edge<T>(String cursor, T node) {}

    /** Position of a page in its list. */
    public record PageInfo(
            boolean hasNextPage,
            boolean hasPreviousPage,
            @Nullable String startCursor,
            @Nullable String endCursor) {}

    /** A page that was cut already. */
    public static <T> Connection<T> of(
            List<T> page,
            Function<T, String> cursor,
            boolean hasNextPage,
            boolean hasPreviousPage,
            IntFunction<BoundedCount> counter) {
        return new Connection<>(page, at -> cursor.apply(page.get(at)), hasNextPage, hasPreviousPage, counter);
    }

    /** A page of a list that is ordered by time. */
    public static <F, T> Connection<T> of(
            TimeOrdered<F, T> list,
            F filter,
            Function<T, ListPosition> position,
            PageArguments arguments,
            IntFunction<BoundedCount> counter) {
        ListPosition from = arguments.position();
        boolean isBackward = arguments.isBackward();
        Window<T> page =
                isBackward ? list.before(filter, from, arguments.size()) : list.after(filter, from, arguments.size());
        return of(
                page.getContent(),
                item -> ListCursor.encode(position.apply(item)),
                isBackward ? from != null : page.hasNext(),
                isBackward ? page.hasNext() : from != null,
                counter);
    }

    /** A page of a list that is ordered by time and is never counted. */
    public static <F, T> Connection<T> uncounted(
            TimeOrdered<F, T> list, F filter, Function<T, ListPosition> position, PageArguments arguments) {
        return of(list, filter, position, arguments, upTo -> new BoundedCount(0, false));
    }

    /** A page of an empty list that is ordered by time. */
    public static <T> Connection<T> empty(PageArguments arguments) {
        arguments.size();
        arguments.position();
        return of(List.of(), item -> "", false, false, upTo -> new BoundedCount(0, true));
    }

    /** A page of a list in memory; the ids of its objects are the cursors. */
    public static <T> Connection<T> of(List<T> all, Function<T, NodeId> id, PageArguments arguments) {
        return ofAll(all, node -> id.apply(node).encoded(), arguments);
    }

    /** A page of a list in memory. */
    public static <T> Connection<T> ofAll(List<T> all, Function<T, String> cursorOf, PageArguments arguments) {
        int size = arguments.size();
        int from = 0;
        int to = all.size();
        String cursor = arguments.cursor();
        if (cursor != null) {
            int at = all.stream().map(cursorOf).toList().indexOf(cursor);
            if (at < 0) {
                throw PageArguments.notACursor(cursor);
            }
            from = arguments.isBackward() ? 0 : at + 1;
            to = arguments.isBackward() ? at : all.size();
        }
        from = arguments.isBackward() ? Math.max(from, to - size) : from;
        to = Math.min(to, from + size);
        return of(
                all.subList(from, to),
                cursorOf,
                to < all.size(),
                from > 0,
                upTo -> new BoundedCount(Math.min(all.size(), upTo), all.size() <= upTo));
    }

    /** The same page with converted objects. */
    public <R> Connection<R> map(Function<T, R> made) {
        return new Connection<>(nodes.stream().map(made).toList(), cursor, hasNextPage, hasPreviousPage, counter);
    }

    /** The objects with their cursors. */
    public List<Edge<T>> edges() {
        return IntStream.range(0, nodes.size())
                .mapToObj(at -> new Edge<>(cursor.apply(at), nodes.get(at)))
                .toList();
    }

    /** Position of the page in the list. */
    public PageInfo pageInfo() {
        int last = nodes.size() - 1;
        return new PageInfo(
                hasNextPage, hasPreviousPage, last < 0 ? null : cursor.apply(0), last < 0 ? null : cursor.apply(last));
    }

    /** Number of objects in the whole list. */
    public int totalCount() {
        return counter.apply(Integer.MAX_VALUE).value();
    }
}
