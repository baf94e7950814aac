package io.tektonretry.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The thread of a {@link Worker} from one start to the next stop. */
final class WorkerThread {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Work work;
    private final Outage outage;
    private final Backoff backoff = new Backoff(LONGEST_PAUSE);
    private final Thread thread;
    private volatile @Nullable WorkerThread before;
    private volatile boolean isStopped;
    private boolean hasBegun;

    /**
     * Creates a thread that is not started.
     *
     * @param before the previous thread, whose end it waits for
     */
    WorkerThread(String name, Work work, Outage outage, @Nullable WorkerThread before) {
        this.work = work;
        this.outage = outage;
        this.before = before;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
        this.thread.setUncaughtExceptionHandler((ended, failure) -> outage.failed(failure));
    }

    void start() {
        thread.start();
    }

    void finish() {
        isStopped = true;
    }

    void interrupt() {
        thread.interrupt();
    }

    void await(Duration patience) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, patience.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    Optional<String> failure() {
        return outage.failure();
    }

    private void run() {
        try {
            awaitPredecessors();
            while (!isStopped) {
                goOn();
            }
            if (hasBegun) {
                work.finish();
                while (work.isUnfinished()) {
                    goOn();
                }
                work.end();
            }
        } catch (InterruptedException e) {
            if (hasBegun) {
                work.finish();
            }
        }
    }

    /**
     * An earlier thread may still commit its last step, which must not come after our first. A predecessor that was
     * interrupted in this method still has a predecessor of its own.
     */
    private void awaitPredecessors() throws InterruptedException {
        for (WorkerThread earlier = before; earlier != null; earlier = earlier.before) {
            earlier.thread.join();
        }
        before = null;
    }

    private void goOn() throws InterruptedException {
        try {
            step();
        } catch (InterruptedException e) {
            if (isStopped) {
                throw e;
            }
        }
    }

    /** Only a stop ends the thread, so errors are caught as well. */
    private void step() throws InterruptedException {
        try {
            if (!hasBegun) {
                work.begin();
                hasBegun = true;
            }
            work.step();
            outage.over();
            backoff.reset();
        } catch (RuntimeException | Error e) {
            if (!isStopped) {
                outage.failed(e);
            }
            backoff.await();
        }
    }
}
