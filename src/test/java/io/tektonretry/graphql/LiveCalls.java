package io.tektonretry.graphql;

import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.graphql.live.SubscriptionSlots;
import io.tektonretry.history.recording.RunRecorder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A WebSocket for every test, the runs that it may follow, and what it is told. */
@GraphQlContext
abstract class LiveCalls {

    static final String FOLLOW_RUNS = """
            subscription ($namespaces: [String!], $after: String) {
              pipelineRunsChanged(filter: {namespaces: $namespaces}, after: $after) {
                cursor kind at run { name status tasks { totalCount } } task { name status attemptCount } } }
            """;

    static final String FOLLOW_RUN = """
            subscription ($id: ID!, $after: String) {
              pipelineRunChanged(id: $id, after: $after) { cursor kind run { name status } task { name status } } }
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

    LiveRuns runs;
    LiveSocket live;

    @BeforeEach
    void open() {
        runs = LiveRuns.of(recorder);
        live = LiveSocket.open(port, "alices");
    }

    @AfterEach
    void close() {
        live.close();
        await().atMost(Duration.ofSeconds(30)).until(slots::isEmpty);
    }

    static String code(JsonNode error) {
        return error.at("/payload/0/extensions/code").asString();
    }

    void follow(String after) {
        live.subscribe(
                UUID.randomUUID().toString(),
                FOLLOW_RUNS,
                Map.of("namespaces", List.of(runs.namespace()), "after", after));
    }

    String cursor() {
        return api.document("{ changeCursor }")
                .execute()
                .path("changeCursor")
                .entity(String.class)
                .get();
    }

    List<String> told(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> text(change(live.await("next"))))
                .toList();
    }

    static JsonNode change(JsonNode message) {
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
