package io.tektonretry.history.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;

/**
 * The time limit of a thread's work. When it has passed, the thread is interrupted and its running SQL statements are
 * cancelled.
 */
public final class TimeLimit {

    private static final Logger LOG = LoggerFactory.getLogger(TimeLimit.class);

    private static final ThreadLocal<@Nullable TimeLimit> CURRENT = new ThreadLocal<>();

    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final List<Connection> connections = new ArrayList<>();
    private final Runnable whenOver;
    private final @Nullable TimeLimit outer;
    private @Nullable Thread thread = Thread.currentThread();
    private @Nullable Future<?> alarm;
    private boolean isOver;
    private boolean isClosed;

    private TimeLimit(Runnable whenOver) {
        this.whenOver = whenOver;
        this.outer = CURRENT.get();
    }

    /**
     * Limits the current thread until it calls {@link #leave}.
     *
     * @param whenOver called once on another thread when the time has passed
     */
    public static TimeLimit begin(Duration time, Runnable whenOver) {
        TimeLimit limit = new TimeLimit(whenOver);
        CURRENT.set(limit);
        limit.alarm = CLOCK.schedule(limit::end, time.toMillis(), TimeUnit.MILLISECONDS);
        return limit;
    }

    /** Runs the work within the time, or throws {@link QueryTimeoutException}. */
    public static <T> T within(Duration time, Supplier<T> work) {
        TimeLimit limit = begin(time, () -> {});
        try {
            return FailureBoundary.call(work, failure -> {
                throw limit.isOver()
                        ? new QueryTimeoutException("The time limit of the operation has passed", failure)
                        : failure;
            });
        } finally {
            limit.leave();
            limit.close();
        }
    }

    /**
     * Throws {@link QueryTimeoutException} when the time of the current thread has passed; call it between the steps of
     * long work.
     */
    public static void check() {
        TimeLimit limit = CURRENT.get();
        if (limit != null && limit.isOver()) {
            throw new QueryTimeoutException("The time limit of the operation has passed");
        }
    }

    /** Whether the time of the current thread has passed. */
    public static boolean isOverNow() {
        TimeLimit limit = CURRENT.get();
        return limit != null && limit.isOver();
    }

    /** Ends the limit of the current thread; only the thread that began it may call this. */
    public void leave() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
        synchronized (this) {
            thread = null;
            if (isOver) {
                Thread.interrupted();
            }
        }
    }

    /** Cancels the timer when the work is done. */
    public synchronized void close() {
        isClosed = true;
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    /** Ends the work as a timeout does. Any thread may call this; it returns at once. */
    public void giveUp() {
        CLOCK.execute(this::end);
    }

    private synchronized void end() {
        if (isClosed || isOver) {
            return;
        }
        isOver = true;
        whenOver.run();
        if (thread != null) {
            thread.interrupt();
        }
        cancelStatements();
    }

    /** Again and again, since a statement may be on its way to the database when the first cancellation gets there. */
    private synchronized void cancelStatements() {
        connections.forEach(TimeLimit::cancelStatement);
        if (!isClosed && !connections.isEmpty()) {
            var unused = CLOCK.schedule(this::cancelStatements, 100, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean isOver() {
        return isOver;
    }

    static @Nullable TimeLimit current() {
        return CURRENT.get();
    }

    /** Statements of the connection are cancelled when the time has passed, until it is {@link #released}. */
    synchronized void taken(Connection connection) {
        connections.add(connection);
    }

    /** Waits for a running cancellation, so that it cannot hit the next user of the connection. */
    synchronized void released(Connection connection) {
        connections.remove(connection);
    }

    private static void cancelStatement(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("A statement cannot be cancelled");
        }
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(4, work -> {
            Thread thread = new Thread(work, "time-limit");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }
}
