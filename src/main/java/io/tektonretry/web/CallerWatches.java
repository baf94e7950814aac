package io.tektonretry.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The calls in progress whose connections are checked. */
public final class CallerWatches {

    private final Set<CallerWatch> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong gone = new AtomicLong();

    /** Checks the connections of all calls that have lasted at least this long, once. */
    public void look(Duration lasted) {
        open.forEach(watch -> watch.look(lasted));
    }

    /** The number of calls that are checked now. */
    public int count() {
        return open.size();
    }

    /** The number of callers found to have gone so far. */
    public long gone() {
        return gone.get();
    }

    void add(CallerWatch watch) {
        open.add(watch);
    }

    void remove(CallerWatch watch) {
        open.remove(watch);
    }

    void countGone() {
        gone.incrementAndGet();
    }

    /** Creates a watch for a call; it is not registered if the connection is unknown. */
    CallerWatch of(@Nullable BooleanSupplier connection) {
        return new CallerWatch(this, connection);
    }
}
