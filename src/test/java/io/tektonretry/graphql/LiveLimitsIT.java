package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.graphql.live.ChangeBroadcaster;
import io.tektonretry.graphql.live.ChangeCursor;
import io.tektonretry.graphql.live.ChangeReader;
import io.tektonretry.graphql.live.ChangeTail;
import io.tektonretry.graphql.live.LiveHealthIndicator;
import io.tektonretry.graphql.live.LiveProperties;
import io.tektonretry.graphql.live.PipelineRunChange;
import io.tektonretry.history.change.ChangeScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;

/** Subscriptions that ask for too much, or read too late. */
class LiveLimitsIT extends LiveCalls {

    @Autowired
    ChangeReader reading;

    @Autowired
    LiveProperties properties;

    @Autowired
    LiveHealthIndicator health;

    @Autowired
    ChangeBroadcaster changes;

    @Autowired
    Environment environment;

    @Test
    void saysWhenACursorIsTooOld() {
        runs.running("a", 1);
        runs.running("a", 2);
        jdbc.sql("delete from change where seq < (select max(seq) from change)").update();
        follow(ChangeCursor.encode(1));
        assertThat(code(live.await("error"))).isEqualTo("CURSOR_EXPIRED");
        follow(ChangeCursor.encode(999_999_999));
        assertThat(code(live.await("error"))).isEqualTo("CURSOR_EXPIRED");
        follow("2026-11-24");
        assertThat(code(live.await("error"))).isEqualTo("INVALID_INPUT");
    }

    @Test
    @TestsFault(29)
    void cutsOffASlowReaderAndNobodyElse() {
        runs.withMessage("a", "x".repeat(8_000));
        String after = cursor();
        String query =
                "subscription ($id: ID!, $after: String) { pipelineRunChanged(id: $id, after: $after) { cursor run { "
                        + IntStream.range(0, 5)
                                .mapToObj(i -> "m" + i + ": message ")
                                .collect(Collectors.joining())
                        + "} } }";
        try (LiveSocket slow = LiveSocket.lazy(port, "alices")) {
            slow.subscribe("1", query, Map.of("id", runs.id("a"), "after", after));
            live.subscribe("1", FOLLOW_RUN, Map.of("id", runs.id("a"), "after", after));
            int count = 0;
            for (int burst = 0; burst < 20; burst++) {
                append(20, "a");
                for (int i = 0; i < 20; i++) {
                    count++;
                    live.await("next");
                }
            }
            slow.wake();
            List<JsonNode> taken = slow.until("error");

            assertThat(taken).hasSizeLessThan(count);
            assertThat(code(taken.get(taken.size() - 1))).isEqualTo("SUBSCRIBER_TOO_SLOW");
            String last = change(taken.get(taken.size() - 2)).path("cursor").asString();
            slow.subscribe("2", FOLLOW_RUN, Map.of("id", runs.id("a"), "after", last));
            assertThat(ChangeCursor.decode(
                            change(slow.await("next")).path("cursor").asString()))
                    .isEqualTo(ChangeCursor.decode(last) + 1);
        }
    }

    @Test
    void limitsSubscriptions() {
        for (int i = 0; i < 3; i++) {
            live.subscribe("s" + i, FOLLOW_RUNS, Map.of());
        }
        live.subscribe("one more", FOLLOW_RUNS, Map.of());
        assertThat(code(live.await("error"))).isEqualTo("LIMIT_EXCEEDED");
        live.complete("s0");
        await().untilAsserted(() -> {
            live.subscribe("again", FOLLOW_RUNS, Map.of());
            assertThat(live.poll(Duration.ofMillis(300))).isNull();
        });
    }

    @Test
    void holdsSubscriptionsToTheLimitsOfQueries() {
        String deep = "subscription { pipelineRunsChanged { run { " + "retryOf { ".repeat(15) + "id" + " }".repeat(15)
                + " } } }";
        live.subscribe("1", deep, Map.of());
        assertThat(live.await("next").at("/payload/errors/0/extensions/code").asString())
                .isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void keepsNoMoreInMemoryThanThereIsRoomFor() {
        long before = reading.span().newest();
        runs.withMessage("a", "x".repeat(8_000));
        append(19, "a");
        long newest = reading.span().newest();
        List<PipelineRunChange> changes = reading.after(before, newest, ChangeScope.in(List.of(runs.namespace())))
                .changes();
        assertThat(changes).hasSize(20);
        ChangeTail tail = ChangeTail.startingAt(before).and(changes, newest, 50, 45_000);
        assertThat(tail.changes()).hasSize(4).isEqualTo(changes.subList(16, 20));
        assertThat(tail.floor()).isEqualTo(changes.get(15).change().seq());
        ChangeTail none = tail.and(List.of(), newest, 50, 1);
        assertThat(none.changes()).isEmpty();
        assertThat(none.reachesBackTo(newest)).isTrue();
        assertThat(none.reachesBackTo(newest - 1)).isFalse();
    }

    @Test
    void looksForChangesNoOftenerThanItIsTo() {
        AtomicInteger looks = new AtomicInteger();
        Disposable counter = changes.news().subscribe(place -> looks.incrementAndGet());
        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            append(1, "a");
        }
        long newest = reading.span().newest();
        await().until(() -> changes.tail().newest() >= newest);
        counter.dispose();
        long passed = System.nanoTime() - began;
        assertThat(looks.get())
                .isPositive()
                .isLessThanOrEqualTo(
                        (int) (passed / properties.leastPollInterval().toNanos()) + 2);
    }

    @Test
    void isReadyAsLongAsChangesAreRead() {
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        LiveProperties impatient = new LiveProperties(
                Duration.ZERO,
                Duration.ZERO,
                1,
                DataSize.ofKilobytes(1),
                Duration.ofSeconds(-1),
                1,
                1,
                1,
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);
        assertThat(new LiveHealthIndicator(changes, impatient).health().getStatus())
                .isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(environment.getProperty("management.endpoint.health.group.readiness.include"))
                .contains("live", "workers");
    }

    private void append(int count, String name) {
        jdbc.sql("""
                        insert into change (seq, at, kind, run_uid, root_uid, namespace)
                        select (select max(seq) from change) + place, now(), 'RUN_UPDATED', :uid, :uid, :namespace
                          from generate_series(1, :count) place
                        """)
                .param("uid", runs.uid(name))
                .param("namespace", runs.namespace())
                .param("count", count)
                .update();
        jdbc.sql("select pg_notify('tekton_retry_change', '')").query(row -> {});
    }
}
