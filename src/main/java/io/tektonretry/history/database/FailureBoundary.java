package io.tektonretry.history.database;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Catches whatever a step throws, for callers that must continue after every failure: whatever is wrong with one object
 * must not keep its neighbours from being recorded.
 */
public final class FailureBoundary {

    private FailureBoundary() {}

    /** Returns the value of the step, or what {@code failed} makes of its failure. */
    public static <T> T call(Supplier<T> step, Function<RuntimeException, T> failed) {
        try {
            return step.get();
        } catch (RuntimeException e) {
            return failed.apply(e);
        }
    }

    /** Runs the step, and hands its failure to {@code failed}. */
    public static void run(Runnable step, Consumer<RuntimeException> failed) {
        boolean unused = call(
                () -> {
                    step.run();
                    return true;
                },
                failure -> {
                    failed.accept(failure);
                    return false;
                });
    }
}
