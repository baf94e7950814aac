package io.tektonretry.web;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever works on a call that the caller has closed the connection. The connection is looked at only while the thread that has the
 * call from the server is at that work: it reads nothing then, and keeps every other thread of the server from the connection.
 */
public final class CallerWatch {

    /** Name of the attribute of a request that holds the watch. */
    public static final String ATTRIBUTE = CallerWatch.class.getName();

    private final CallerWatches all;
    private @Nullable BooleanSupplier connection;
    private @Nullable Runnable whenGone;
    private long begunAt;

    CallerWatch(CallerWatches all, @Nullable BooleanSupplier connection) {
        this.all = all;
        this.connection = connection;
    }

    /**
     * Begins to look.
     *
     * @param whenGone is called at most once, by another thread, and perhaps just after {@link #stop}
     */
    public synchronized void begin(Runnable whenGone) {
        if (connection != null) {
            this.whenGone = whenGone;
            begunAt = System.nanoTime();
            all.add(this);
        }
    }

    /** The work is done. */
    public synchronized void stop() {
        whenGone = null;
        all.remove(this);
    }

    /** The thread goes on with the connection. */
    synchronized void end() {
        stop();
        connection = null;
    }

    /** Tells the work that the caller has gone, if it has lasted for so long. */
    void look(Duration lasted) {
        Runnable told = toldOf(lasted);
        if (told != null) {
            all.countGone();
            told.run();
        }
    }

    private synchronized @Nullable Runnable toldOf(Duration lasted) {
        if (connection == null
                || whenGone == null
                || System.nanoTime() - begunAt < lasted.toNanos()
                || connection.getAsBoolean()) {
            return null;
        }
        Runnable told = whenGone;
        stop();
        return told;
    }
}
