package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.postgres.BrokenConnections;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Anything happens in any order, and in the end the history says what happened or where it could not see. One seed is one story:
 * {@code -Dfaults.seeds=7,8} replays two, {@code -Dfaults.count=500} tells as many new ones.
 */
class RandomFaultsIT extends MirroredCluster {

    private static final int STEPS = 120;
    private static final List<String> TABLES = List.of("pipeline_run", "task_run", "document");

    static LongStream seeds() {
        String given = System.getProperty("faults.seeds");
        if (given != null) {
            return Arrays.stream(given.split(",")).mapToLong(Long::parseLong);
        }
        Integer count = Integer.getInteger("faults.count");
        return count != null ? new Random().longs(count) : LongStream.rangeClosed(1, 20);
    }

    /** Triggers notice what must not happen, and what happens for good. */
    @BeforeEach
    void watchTheTables() {
        jdbc.sql("create table went_back (what text)").update();
        jdbc.sql("create table taken (uid uuid)").update();
        jdbc.sql("""
                create function notice_that_it_went_back() returns trigger language plpgsql as $$
                begin
                    insert into went_back values (format('%s: from %s to %s', tg_table_name, old, new));
                    return new;
                end $$
                """).update();
        jdbc.sql("""
                create function notice_that_it_was_taken() returns trigger language plpgsql as $$
                begin
                    insert into taken values (old.uid);
                    return old;
                end $$
                """).update();
        TABLES.forEach(table -> jdbc.sql("""
                create trigger went_back before update on %s for each row
                  when ((new.epoch, new.resource_version) < (old.epoch, old.resource_version))
                  execute function notice_that_it_went_back()
                """.formatted(table)).update());
        TABLES.forEach(table -> jdbc.sql("""
                create trigger was_taken before delete on %s for each row execute function notice_that_it_was_taken()
                """.formatted(table)).update());
    }

    @AfterEach
    void watchNoLonger() {
        jdbc.sql("drop function notice_that_it_went_back, notice_that_it_was_taken cascade")
                .update();
        jdbc.sql("drop table went_back, taken").update();
    }

    @ParameterizedTest(name = "-Dfaults.seeds={0}")
    @MethodSource("seeds")
    void leaveAHistoryThatIsTrue(long seed) {
        try (Story story = new Story(new Random(seed), cluster, world, database, history)) {
            try {
                for (int step = 0; step < STEPS; step++) {
                    story.goOn();
                }
                heal(story);
                await().atMost(Duration.ofSeconds(40)).until(story::isWritten);
                story.endWatches();
                await().atMost(Duration.ofSeconds(40))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(new Invariants(jdbc).violations(story))
                                .as("-Dfaults.seeds=%d", seed)
                                .isEmpty());
                await().until(story.service()::isReady);
            } finally {
                heal(story);
            }
        }
    }

    /** Connections that were broken may still be in the pool. */
    private void heal(Story story) {
        story.heal();
        BrokenConnections.leave(pool);
    }
}
