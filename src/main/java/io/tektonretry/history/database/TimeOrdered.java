package io.tektonretry.history.database;

import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Window;

/**
 * A list that is ordered by time, newest first, and read in pages.
 *
 * @param <F> filter
 * @param <T> item
 */
public interface TimeOrdered<F, T> {

    /** The newest items after the position, or of all; reads towards older ones. */
    Window<T> after(F filter, @Nullable ListPosition position, int limit);

    /** The oldest items before the position, or of all; reads towards newer ones. */
    Window<T> before(F filter, @Nullable ListPosition position, int limit);
}
