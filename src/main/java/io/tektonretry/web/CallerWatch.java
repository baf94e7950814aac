package io.tektonretry.web;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the work on a call when the caller has closed the connection. The connection is checked only while the thread that
 * got the call from the server does this work: it reads nothing then, and no other thread of the server uses the connection.
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
     * Starts checking.
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

    /** Stops checking: the work is done. */
    public synchronized void stop() {
        whenGone = null;
        all.remove(this);
    }

    /** Stops checking: the thread uses the connection again. */
    synchronized void end() {
        stop();
        connection = null;
    }

    /** Ends the work if it has lasted at least this long and the caller has gone. */
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
