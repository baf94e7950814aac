package io.tektonretry.retry;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What befalls a thread at its n-th step: it dies there for good, or it stands still until it is woken. */
final class Fate {

    /** How a life is interrupted. */
    enum Kind {
        NONE,
        DEATH,
        SLEEP
    }

    /** The end of a process as seen from within: nothing of ours catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final ThreadLocal<@Nullable Fate> OF_THREAD = new ThreadLocal<>();

    private final Kind kind;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch woken = new CountDownLatch(1);
    private volatile int steps;
    private boolean isDead;
    private boolean hasSlept;

    Fate(Kind kind, int steps) {
        this.kind = kind;
        this.steps = steps;
    }

    /** Does the work under this fate; a death ends it early. */
    void befall(Runnable work) {
        OF_THREAD.set(this);
        try {
            work.run();
        } catch (Killed e) {
            isDead = true;
        } finally {
            OF_THREAD.remove();
            reached.countDown();
        }
    }

    /** Waits until the thread stands still or has ended. */
    void awaitReached() throws InterruptedException {
        reached.await();
    }

    void wake() {
        woken.countDown();
    }

    boolean isDead() {
        return isDead;
    }

    boolean hasSlept() {
        return hasSlept;
    }

    /** Lets it befall the thread so many steps from now; 1 is the next one. */
    void seal(int from) {
        steps = from;
    }

    /** A step of the current thread; one inside a transaction holds locks, so that nobody sleeps there. */
    static void step(boolean insideTransaction) {
        Fate fate = OF_THREAD.get();
        if (fate != null) {
            fate.pass(insideTransaction);
        }
    }

    private void pass(boolean insideTransaction) {
        if (isDead) {
            throw new Killed();
        }
        steps = steps - 1;
        if (kind == Kind.DEATH && steps <= 0) {
            isDead = true;
            throw new Killed();
        }
        if (kind == Kind.SLEEP && steps <= 0 && !insideTransaction && reached.getCount() > 0) {
            sleep();
        }
    }

    private void sleep() {
        hasSlept = true;
        reached.countDown();
        try {
            woken.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
