package io.tektonretry.worker;

import java.time.Duration;

/** The work that a {@link Worker} repeats. */
@FunctionalInterface
public interface Work {

    /** Does one unit of work; waits when there is nothing to do. */
    void step() throws InterruptedException;

    /** Called before the first step, and again until it succeeds. */
    default void begin() throws InterruptedException {}

    /** Called when the worker is told to stop, before it finishes what is left. */
    default void finish() {}

    /** Whether a worker that was told to stop still has work to finish. */
    default boolean isUnfinished() {
        return false;
    }

    /** Called after the last step, unless the worker was interrupted. */
    default void end() throws InterruptedException {}

    /** Runs the task now, and again after each pause. */
    static Work every(Duration pause, Runnable task) {
        return () -> {
            task.run();
            Thread.sleep(pause.toMillis());
        };
    }
}
