package io.tektonretry.history.document;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Splits work into portions of limited size. */
final class Portions {

    /** Enough for a page of typical runs in one SQL statement. */
    private static final long BYTES = 4 << 20;

    private Portions() {}

    /** The items in their order; a larger item is a portion of its own. */
    static <T> List<List<T>> of(List<T> items, ToLongFunction<T> bytes) {
        List<List<T>> portions = new ArrayList<>();
        long held = BYTES;
        for (T item : items) {
            held += bytes.applyAsLong(item);
            if (held > BYTES) {
                portions.add(new ArrayList<>());
                held = bytes.applyAsLong(item);
            }
            portions.get(portions.size() - 1).add(item);
        }
        return portions;
    }
}
