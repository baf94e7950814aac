package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.Fault;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.TcpProxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Anything happens in any order, and in the end the history says what happened or where it could not see. One seed is one story:
 * {@code -Dfaults.seeds=7,8} replays two, {@code -Dfaults.count=500} tells as many new ones.
 */
class RandomFaultsIT extends MirroredCluster {

    private static final int STEPS = 120;

    static LongStream seeds() {
        String given = System.getProperty("faults.seeds", "");
        return given.isEmpty()
                ? new Random().longs(Integer.getInteger("faults.count", 8))
                : Arrays.stream(given.split(",")).mapToLong(Long::parseLong);
    }

    @ParameterizedTest(name = "-Dfaults.seeds={0}")
    @MethodSource("seeds")
    void leaveAHistoryThatIsTrue(long seed) {
        Story story = new Story(new Random(seed), cluster, world, database, history);
        try {
            for (int step = 0; step < STEPS; step++) {
                story.goOn();
            }
            tellTheTruth();
            await().atMost(Duration.ofSeconds(40))
                    .ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(new Invariants(jdbc).violations(world)).isEmpty());
            await().until(story.service()::isReady);
        } finally {
            tellTheTruth();
            story.service().close();
        }
    }

    /** Connections that were broken may still be in the pool. */
    private void tellTheTruth() {
        cluster.faults(Fault.NONE);
        database.mode(TcpProxy.Mode.OPEN);
        BrokenConnections.leave(pool);
    }
}
