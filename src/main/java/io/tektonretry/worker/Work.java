package io.tektonretry.worker;

import java.time.Duration;

/** What a {@link Worker} does again and again. */
@FunctionalInterface
public interface Work {

    /** Does some of it; waits when there is nothing to do. */
    void step() throws InterruptedException;

    /** Comes before the first step, again until it succeeds. */
    default void begin() throws InterruptedException {}

    /** Comes when the worker is told to stop, before it does what is left. */
    default void finish() {}

    /** Whether something is left to be done by a worker that is told to stop. */
    default boolean isUnfinished() {
        return false;
    }

    /** Comes after the last step, unless the worker is interrupted. */
    default void end() throws InterruptedException {}

    /** Does something now, and again after each pause. */
    static Work every(Duration pause, Runnable task) {
        return () -> {
            task.run();
            Thread.sleep(pause.toMillis());
        };
    }
}
