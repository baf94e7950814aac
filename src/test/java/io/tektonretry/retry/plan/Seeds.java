package io.tektonretry.retry.plan;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs a property for many seeds.
 *
 * <p>{@code -Dplan.runs=N} sets how many, {@code -Dplan.seed=S} runs one again.
 */
final class Seeds {

    private static final int RUNS = Integer.getInteger("plan.runs", 12);

    private Seeds() {}

    static Stream<DynamicTest> each(Consumer<Draw> property) {
        return all().mapToObj(seed -> dynamicTest("seed " + seed, () -> holds(property, seed)));
    }

    static LongStream all() {
        Long only = Long.getLong("plan.seed");
        return only == null ? LongStream.rangeClosed(1, RUNS) : LongStream.of(only);
    }

    private static void holds(Consumer<Draw> property, long seed) {
        try {
            property.accept(new Draw(seed));
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("Run it again with -Dplan.seed=" + seed + ": " + e, e);
        }
    }
}
