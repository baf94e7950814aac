package io.tektonretry.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The calls whose callers are looked after while they are worked on. */
public final class CallerWatches {

    private final Set<CallerWatch> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong gone = new AtomicLong();

    /** Looks once at the connections of all calls that have been watched for so long. */
    public void look(Duration lasted) {
        open.forEach(watch -> watch.look(lasted));
    }

    /** How many calls are watched now. */
    public int count() {
        return open.size();
    }

    /** How many callers were found to be gone so far. */
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

    /** A watch over the caller at the other end; none is kept where the connection is unknown. */
    CallerWatch of(@Nullable BooleanSupplier connection) {
        return new CallerWatch(this, connection);
    }
}
