package io.tektonretry.mirror;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows that are not written yet, the newest of each object, in the order in which they have waited. */
final class WaitingRows<T> {

    private Map<UUID, T> rows = new LinkedHashMap<>();
    private long length;

    void put(UUID uid, T row) {
        length += length(row) - length(rows.put(uid, row));
    }

    /** Takes the rows that have waited longest. */
    Map<UUID, T> take(int limit) {
        Map<UUID, T> oldest = new LinkedHashMap<>();
        Iterator<Map.Entry<UUID, T>> all = rows.entrySet().iterator();
        while (all.hasNext() && oldest.size() < limit) {
            Map.Entry<UUID, T> next = all.next();
            oldest.put(next.getKey(), next.getValue());
            length -= length(next.getValue());
            all.remove();
        }
        return oldest;
    }

    /** Puts rows back before all others; later rows are newer. */
    void putBack(Map<UUID, T> older) {
        Map<UUID, T> since = rows;
        rows = new LinkedHashMap<>();
        length = 0;
        older.forEach(this::put);
        since.forEach(this::put);
    }

    int size() {
        return rows.size();
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Length of the rows as text, including the names of their fields. */
    long length() {
        return length;
    }

    private static long length(@Nullable Object row) {
        return row == null ? 0 : row.toString().length();
    }
}
