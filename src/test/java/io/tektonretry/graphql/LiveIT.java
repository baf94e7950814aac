package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.RunRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Follows runs over WebSockets. */
@GraphQlContext
class LiveIT {

    private static final String FOLLOW_RUNS = """
            subscription ($namespaces: [String!], $after: String) {
              pipelineRunsChanged(filter: {namespaces: $namespaces}, after: $after) {
                cursor kind at run { name status tasks { totalCount } } task { name status attemptCount } } }
            """;

    private static final String FOLLOW_RUN = """
            subscription ($id: ID!, $after: String) {
              pipelineRunChanged(id: $id, after: $after) { cursor kind run { name status } task { name status } } }
            """;

    private static final String FOLLOW_LINEAGE = """
            subscription ($id: ID!, $after: String) {
              retryLineageChanged(id: $id, after: $after) { cursor kind run { name status } task { name status } } }
            """;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    SubscriptionSlots slots;

    @LocalServerPort
    int port;

    private LiveRuns runs;
    private LiveSocket live;

    @BeforeEach
    void open() {
        runs = LiveRuns.of(recorder);
        live = LiveSocket.open(port, "alices");
    }

    @AfterEach
    void close() {
        live.close();
        cluster.access(review -> true);
        await().atMost(Duration.ofSeconds(30)).until(slots::isEmpty);
    }

    @Test
    void tellsWhatHappensToRunsInItsOrder() {
        follow(cursor());
        runs.running("a", 1);
        assertThat(told(1)).containsExactly("RUN_CREATED a RUNNING");
        runs.taskRunning("a", "compile", 2);
        assertThat(told(1)).containsExactly("TASK_UPDATED a RUNNING compile RUNNING");
        runs.failed("a", 3);
        assertThat(told(1)).containsExactly("RUN_FINISHED a FAILED");
    }

    @Test
    void tellsOfOneRunOnlyWhatHappensToIt() {
        runs.failed("a", 1);
        live.subscribe("1", FOLLOW_RUN, Map.of("id", runs.id("a"), "after", cursor()));
        runs.failed("b", 2);
        runs.retry("a-r1", "a");

        assertThat(told(1)).containsExactly("RETRY_CREATED a FAILED");
    }

    @Test
    void tellsOfALineageWhatItsRetriesDo() {
        runs.failed("a", 1);
        live.subscribe("1", FOLLOW_LINEAGE, Map.of("id", runs.id("a"), "after", cursor()));
        runs.retry("a-r1", "a");
        runs.failed("a-r1", 5);

        assertThat(told(3))
                .extracting(change -> change.substring(0, change.lastIndexOf(' ')))
                .containsExactly("RUN_CREATED a-r1", "RETRY_CREATED a", "RUN_FINISHED a-r1");
    }

    @Test
    void goesOnAfterTheLastCursorWithoutAGap() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String cursor = cursor();
        runs.running("a", 1);
        for (int version = 2; version <= 120; version++) {
            runs.running("a", version);
        }
        List<String> seen = new ArrayList<>();
        while (seen.size() < 120) {
            try (LiveSocket broken = LiveSocket.open(port, "alices")) {
                broken.subscribe("1", FOLLOW_RUNS, Map.of("namespaces", List.of(runs.namespace()), "after", cursor));
                int until = Math.min(120, seen.size() + 1 + random.nextInt(40));
                while (seen.size() < until) {
                    JsonNode change = change(broken.await("next"));
                    cursor = change.path("cursor").asString();
                    seen.add(cursor);
                }
            }
        }
        List<Long> places = seen.stream().map(ChangeCursor::decode).toList();
        assertThat(places)
                .as("seed %d", seed)
                .containsExactlyElementsOf(jdbc.sql("select seq from change where namespace = :namespace order by seq")
                        .param("namespace", runs.namespace())
                        .query(Long.class)
                        .list());
    }

    @Test
    void tellsOnlyWhatTheCallerMaySee() {
        LiveRuns hidden = LiveRuns.of(recorder);
        mayList(Set.of(runs.namespace()));
        live.subscribe(
                "1",
                "subscription ($after: String) { pipelineRunsChanged(after: $after) { run { namespace } } }",
                Map.of("after", cursor()));
        hidden.running("a", 1);
        runs.running("a", 2);
        assertThat(change(live.await("next")).at("/run/namespace").asString()).isEqualTo(runs.namespace());

        live.subscribe("2", FOLLOW_RUN, Map.of("id", hidden.id("a")));
        assertThat(code(live.await("error"))).isEqualTo("RUN_NOT_FOUND");
        live.subscribe("3", FOLLOW_RUNS, Map.of("namespaces", List.of(hidden.namespace())));
        assertThat(code(live.await("error"))).isEqualTo("FORBIDDEN");
    }

    @Test
    void endsWhenTheCallerLosesTheRight() {
        runs.running("a", 1);
        live.subscribe("1", FOLLOW_RUN, Map.of("id", runs.id("a"), "after", cursor()));
        live.subscribe("2", FOLLOW_LINEAGE, Map.of("id", runs.id("a"), "after", cursor()));
        runs.running("a", 2);
        live.await("next");
        live.await("next");
        mayList(Set.of());

        assertThat(List.of(code(live.await("error")), code(live.await("error"))))
                .containsOnly("FORBIDDEN");
    }

    @Test
    void keepsTellingWhenPostgresGivesNoHints() {
        live.subscribe("1", FOLLOW_RUNS, Map.of("namespaces", List.of(runs.namespace()), "after", cursor()));
        jdbc.sql(
                        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tekton-retry hints' and datname = current_database()")
                .query(row -> {});
        for (int version = 1; version <= 3; version++) {
            long recorded = System.nanoTime();
            runs.running("a", version);
            told(1);
            assertThat(Duration.ofNanos(System.nanoTime() - recorded)).isLessThan(Duration.ofSeconds(4));
        }
    }

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

    private void mayList(Set<String> namespaces) {
        cluster.access(review -> namespaces.contains(
                review.path("resourceAttributes").path("namespace").asString("")));
    }

    private static String code(JsonNode error) {
        return error.at("/payload/0/extensions/code").asString();
    }

    private void follow(String after) {
        live.subscribe(
                UUID.randomUUID().toString(),
                FOLLOW_RUNS,
                Map.of("namespaces", List.of(runs.namespace()), "after", after));
    }

    private String cursor() {
        return api.document("{ changeCursor }")
                .execute()
                .path("changeCursor")
                .entity(String.class)
                .get();
    }

    private List<String> told(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> text(change(live.await("next"))))
                .toList();
    }

    private static JsonNode change(JsonNode message) {
        return message.path("payload").path("data").values().iterator().next();
    }

    private static String text(JsonNode change) {
        String run = "%s %s %s"
                .formatted(
                        change.path("kind").asString(),
                        change.at("/run/name").asString(),
                        change.at("/run/status").asString());
        return change.path("task").isNull()
                ? run
                : run + " " + change.at("/task/name").asString() + " "
                        + change.at("/task/status").asString();
    }
}
