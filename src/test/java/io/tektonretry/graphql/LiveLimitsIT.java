package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Subscriptions that ask for too much, or read too late. */
class LiveLimitsIT extends LiveCalls {

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
    void cutsOffASlowReaderAndNobodyElse() {
        runs.withMessage("a", "x".repeat(20_000));
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
            for (int burst = 0; burst < 40; burst++) {
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
