package io.tektonretry.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The request bodies that are on their way, oldest first. When there are too many, or they take too much memory, the oldest ones end: a
 * caller in earnest needs milliseconds, so that the oldest are those of callers who dribble.
 */
final class OpenBodies {

    private final int maxOpen;
    private final long maxBytes;
    private final Map<IncomingBody, Long> sizes = new LinkedHashMap<>();
    private long bytes;

    OpenBodies(HttpLimits limits) {
        this.maxOpen = limits.maxOpenBodies();
        this.maxBytes = limits.maxBufferedBodies().toBytes();
    }

    void opened(IncomingBody body) {
        grown(body, 0);
    }

    /** Counts what has arrived of a body. */
    void grown(IncomingBody body, int by) {
        add(body, by).forEach(IncomingBody::crowdOut);
    }

    synchronized void closed(IncomingBody body) {
        Long size = sizes.remove(body);
        bytes -= size == null ? 0 : size;
    }

    synchronized int count() {
        return sizes.size();
    }

    private synchronized List<IncomingBody> add(IncomingBody body, int by) {
        sizes.merge(body, (long) by, Long::sum);
        bytes += by;
        List<IncomingBody> oldest = new ArrayList<>();
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
