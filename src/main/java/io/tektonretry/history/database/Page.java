package io.tektonretry.history.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A page of a list, newest first.
 *
 * @param items at most as many as were asked for
 * @param hasMore whether there are further ones in the direction of reading
 */
public record Page<T>(List<T> items, boolean hasMore) {

    public Page {
        items = List.copyOf(items);
    }

    /** Of what was read towards the older ones, one more than the limit if there are that many. */
    public static <T> Page<T> newestFirst(List<T> read, int limit) {
        boolean hasMore = read.size() > limit;
        return new Page<>(hasMore ? read.subList(0, limit) : read, hasMore);
    }

    /** Of what was read towards the newer ones, one more than the limit if there are that many. */
    public static <T> Page<T> oldestFirst(List<T> read, int limit) {
        Page<T> page = newestFirst(read, limit);
        List<T> items = new ArrayList<>(page.items());
        Collections.reverse(items);
        return new Page<>(items, page.hasMore());
    }
}
