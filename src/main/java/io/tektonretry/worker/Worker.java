package io.tektonretry.worker;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Repeats some work on its own thread until it is stopped. A failure does not end the thread: it is counted, logged
 * once per outage, and the work is tried again after a pause. A thread that outlives its stop only finishes its current
 * step; the next thread waits for it to end.
 */
public final class Worker {

    private final String name;
    private final Counter failures;
    private final Predicate<Throwable> isOutage;
    private final Collection<Worker> running;
    private @Nullable WorkerThread current;
    private @Nullable WorkerThread last;

    /**
     * Creates a worker that is not started.
     *
     * @param isOutage matches expected failures, which are logged without a stack trace
     * @param running set that contains this worker while it runs
     */
    Worker(String name, Counter failures, Predicate<Throwable> isOutage, Collection<Worker> running) {
        this.name = name;
        this.failures = failures;
        this.isOutage = isOutage;
        this.running = running;
    }

    /** Starts the work and returns immediately. */
    public synchronized void start(Work work) {
        if (current != null) {
            throw new IllegalStateException("Worker " + name + " is already running");
        }
        WorkerThread started = new WorkerThread(name, work, new Outage(name, failures, isOutage), last);
        current = started;
        running.add(this);
        started.start();
        last = started;
    }

    /** Lets the worker finish, and interrupts it when it takes longer than this. */
    public void stop(Duration patience) {
        WorkerThread ending = detach();
        if (ending != null) {
            ending.finish();
            ending.await(patience);
            ending.interrupt();
        }
    }

    /** Interrupts the work and returns immediately. */
    public void interrupt() {
        WorkerThread ending = detach();
        if (ending != null) {
            ending.finish();
            ending.interrupt();
        }
    }

    /** Waits for the end of a stopped worker, but not longer than this. */
    public void awaitEnd(Duration patience) {
        WorkerThread ending;
        synchronized (this) {
            ending = last;
        }
        if (ending != null) {
            ending.await(patience);
        }
    }

    /** Whether it was started and not stopped since. */
    public synchronized boolean isRunning() {
        return current != null;
    }

    /** Whether its thread is alive. */
    public synchronized boolean isAlive() {
        return last != null && last.isAlive();
    }

    /** Whether its thread has ended although it was not stopped. */
    synchronized boolean isDead() {
        return current != null && !current.isAlive();
    }

    /** The current failure of the work; empty while it succeeds. */
    synchronized Optional<String> failure() {
        return current == null ? Optional.empty() : current.failure();
    }

    String name() {
        return name;
    }

    private synchronized @Nullable WorkerThread detach() {
        WorkerThread ending = current;
        current = null;
        running.remove(this);
        return ending;
    }
}
