package io.tektonretry.history.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A page of a list, newest first.
 *
 * @param items at most as many as requested
 * @param hasMore whether there are more in the direction of reading
 */
public record Page<T>(List<T> items, boolean hasMore) {

    public Page {
        items = List.copyOf(items);
    }

    /** A page of rows that were read newest first, up to one more than the limit. */
    public static <T> Page<T> newestFirst(List<T> read, int limit) {
        boolean hasMore = read.size() > limit;
        return new Page<>(hasMore ? read.subList(0, limit) : read, hasMore);
    }

    /** A page of rows that were read oldest first, up to one more than the limit. */
    public static <T> Page<T> oldestFirst(List<T> read, int limit) {
        Page<T> page = newestFirst(read, limit);
        List<T> items = new ArrayList<>(page.items());
        Collections.reverse(items);
        return new Page<>(items, page.hasMore());
    }
}
