package io.tektonretry.retry.plan;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs a property for many seeds.
 *
 * <p>{@code -Dplan.seeds=N} sets how many, {@code -Dplan.seed=S} runs one again.
 */
final class Seeds {

    private static final int SEEDS = Integer.getInteger("plan.seeds", 50);

    private Seeds() {}

    static Stream<DynamicTest> each(Consumer<Draw> property) {
        Long only = Long.getLong("plan.seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
        return seeds.mapToObj(seed -> dynamicTest("seed " + seed, () -> holds(property, seed)));
    }

    private static void holds(Consumer<Draw> property, long seed) {
        try {
            property.accept(new Draw(seed));
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("Run it again with -Dplan.seed=" + seed + ": " + e, e);
        }
    }
}
