package io.tektonretry.history.database;

import org.jspecify.annotations.Nullable;

/**
 * A list that is ordered by time, newest first, and read page by page.
 *
 * @param <F> says what is in it
 * @param <T> what is in it
 */
public interface TimeOrdered<F, T> {

    /** The newest that come after the position, or the newest of all; read towards the older ones. */
    Page<T> after(F filter, @Nullable ListPosition position, int limit);

    /** The oldest that come before the position, or the oldest of all; read towards the newer ones. */
    Page<T> before(F filter, @Nullable ListPosition position, int limit);
}
