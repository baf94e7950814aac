package io.tektonretry.worker;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does some work on a thread of its own until it is stopped. No failure ends the thread: it is counted, told once an outage, and the
 * work is tried again after a pause. A thread that outlives its stop finishes what it is at and no more, and the next one waits for it.
 */
public final class Worker {

    private final String name;
    private final Counter failures;
    private final Predicate<Throwable> isOutage;
    private final Collection<Worker> running;
    private @Nullable WorkerThread current;
    private @Nullable WorkerThread last;

    /**
     * Does nothing yet.
     *
     * @param isOutage tells failures that are known to happen from those that need a stack trace
     * @param running where to be found while it is at work
     */
    Worker(String name, Counter failures, Predicate<Throwable> isOutage, Collection<Worker> running) {
        this.name = name;
        this.failures = failures;
        this.isOutage = isOutage;
        this.running = running;
    }

    /** Begins with some work; returns at once. */
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

    /** Lets the work be finished, and interrupts what takes longer than this. */
    public void stop(Duration patience) {
        WorkerThread ending = detach();
        if (ending != null) {
            ending.finish();
            ending.await(patience);
            ending.interrupt();
        }
    }

    /** Interrupts the work; returns at once. */
    public void interrupt() {
        WorkerThread ending = detach();
        if (ending != null) {
            ending.finish();
            ending.interrupt();
        }
    }

    /** Waits for the end of work that was stopped, but not longer than this. */
    public void awaitEnd(Duration patience) {
        WorkerThread ending;
        synchronized (this) {
            ending = last;
        }
        if (ending != null) {
            ending.await(patience);
        }
    }

    /** Whether it is started and was not stopped since. */
    public synchronized boolean isRunning() {
        return current != null;
    }

    /** Whether its thread is there. */
    public synchronized boolean isAlive() {
        return last != null && last.isAlive();
    }

    /** Whether its thread is gone though nobody has stopped it. */
    synchronized boolean isDead() {
        return current != null && !current.isAlive();
    }

    /** Why the work goes on no more at the moment. */
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
