package io.tektonretry.retry;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tektonretry.cluster.ApiServerDouble;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Lets processes die, stand still and lose the network at every step of a retry, with two replicas on one database.
 *
 * <p>{@code -Dretry.stories=N} sets how many stories are told, {@code -Dretry.seed=S} tells one again.
 */
class CrashesIT {

    private static final int STORIES = Integer.getInteger("retry.stories", 100);

    private static final ApiServerDouble cluster = ApiServerDouble.start();
    private static final MovedClock clock = new MovedClock();
    private static List<Replica> replicas = List.of();

    @BeforeAll
    static void start() {
        replicas = List.of(Replica.start(cluster, "crashes", clock), Replica.start(cluster, "crashes", clock));
    }

    @AfterAll
    static void stop() {
        replicas.forEach(Replica::close);
        cluster.close();
    }

    @TestFactory
    Stream<DynamicTest> everyStoryEndsWithOneRun() {
        Long only = Long.getLong("retry.seed");
        LongStream seeds = only == null ? LongStream.rangeClosed(1, STORIES) : LongStream.of(only);
        return seeds.mapToObj(seed -> dynamicTest("seed " + seed, () -> endsWithOneRun(seed)));
    }

    private static void endsWithOneRun(long seed) throws InterruptedException {
        Story story = new Story(seed, cluster, replicas, clock);
        try {
            story.tell();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("Tell it again with -Dretry.seed=%d: %s%n%s".formatted(seed, story.acts(), e), e);
        }
    }
}
