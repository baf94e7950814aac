package io.tektonretry.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transfers from and to clients, oldest first. When there are too many, or they take too much memory, the oldest are
 * ended: normal clients need milliseconds, so the oldest are those of slow clients.
 */
final class Transfers {

    /** Bytes that are transferred at the client's pace. */
    interface Transfer {

        /** Ends it in favour of a newer one. */
        void crowdOut();
    }

    private final int maxOpen;
    private final long maxBytes;
    private final Map<Transfer, Long> sizes = new LinkedHashMap<>();
    private long bytes;

    Transfers(int maxOpen, long maxBytes) {
        this.maxOpen = maxOpen;
        this.maxBytes = maxBytes;
    }

    /** Counts a new transfer, or the growth of one. */
    void grown(Transfer transfer, long by) {
        add(transfer, by).forEach(Transfer::crowdOut);
    }

    synchronized void closed(Transfer transfer) {
        Long size = sizes.remove(transfer);
        bytes -= size == null ? 0 : size;
    }

    synchronized int count() {
        return sizes.size();
    }

    private synchronized List<Transfer> add(Transfer transfer, long by) {
        sizes.merge(transfer, by, Long::sum);
        bytes += by;
        List<Transfer> oldest = new ArrayList<>();
        var all = sizes.entrySet().iterator();
        while (sizes.size() > maxOpen || bytes > maxBytes) {
            var next = all.next();
            oldest.add(next.getKey());
            bytes -= next.getValue();
            all.remove();
        }
        return oldest;
    }
}
