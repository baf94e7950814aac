package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.graphql.live.SubscriptionSlots;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.web.AnswerMemory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows runs over connections of every kind, and over many. */
@GraphQlContext
class LiveConnectionsIT {

    /** As many as the service of {@link GraphQlContext} serves; {@code -Dlive.reconnects=1000} is what it serves by default. */
    private static final int RECONNECTS = Integer.getInteger("live.reconnects", 200);

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String FOLLOW = """
            subscription ($id: ID!, $after: String) {
              pipelineRunChanged(id: $id, after: $after) { cursor kind run { name } } }
            """;

    @Autowired
    RunRecorder recorder;

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    SubscriptionSlots slots;

    @LocalServerPort
    int port;

    @Autowired
    AnswerMemory memory;

    @Test
    void tellsOverServerSentEvents() throws IOException, InterruptedException {
        LiveRuns runs = LiveRuns.of(recorder);
        runs.running("a", 1);
        String after = cursor();
        runs.running("a", 2);
        try (BufferedReader events = events(FOLLOW, Map.of("id", runs.id("a"), "after", after))) {
            assertThat(nextOf(events)).isEqualTo("event:next");
            JsonNode told = JSON.readTree(events.readLine().substring("data:".length()));
            assertThat(told.at("/data/pipelineRunChanged/kind").asString()).isEqualTo("RUN_UPDATED");
            runs.failed("a", 3);
            assertThat(events.lines().anyMatch(line -> line.contains("RUN_FINISHED")))
                    .isTrue();
            await().until(() -> memory.taken() == 0);
        }
    }

    @Test
    void tellsErrorsAsTheLastServerSentEvent() throws IOException, InterruptedException {
        String unknown = new NodeId.Run(new UUID(0, 1)).encoded();
        try (BufferedReader events = events(FOLLOW, Map.of("id", unknown))) {
            assertThat(String.join("", events.lines().toList()))
                    .contains("RUN_NOT_FOUND", "requestId", "event:complete");
        }
        try (BufferedReader events = events("subscription { pipelineRunsChanged { nme } }", Map.of())) {
            assertThat(String.join("", events.lines().toList())).contains("INVALID_INPUT", "nme", "event:complete");
        }
    }

    @Test
    void letsInBrowsersByTheirFirstMessage() {
        try (LiveSocket browser = LiveSocket.opening(port, null, false).join()) {
            browser.init(Map.of("Authorization", "Bearer alices"));
            browser.await("connection_ack");
            browser.subscribe("1", "{ changeCursor }", Map.of());
            assertThat(browser.await("next").at("/payload/data/changeCursor").asString())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{",
                "null",
                "7",
                "[]",
                "{}",
                "{\"type\": null}",
                "{\"type\": 1}",
                "{\"type\": \"start\"}",
                "{\"type\": \"next\", \"id\": \"1\", \"payload\": {}}",
                "{\"type\": \"connection_init\", \"payload\": []}",
                "{\"type\": \"ping\", \"payload\": \"x\"}",
                "{\"type\": \"complete\"}",
                "{\"type\": \"subscribe\", \"id\": \"1\"}",
                "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": null}",
                "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": \"{ changeCursor }\"}",
                "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": {\"query\": null}}",
                "{\"type\": \"subscribe\", \"id\": 1, \"payload\": {\"query\": \"{ changeCursor }\"}}",
                "{\"type\": \"subscribe\", \"id\": \"\", \"payload\": {\"query\": \"{ changeCursor }\"}}",
                "{\"type\": \"subscribe\", \"payload\": {\"query\": \"{ changeCursor }\"}}",
                "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": {\"query\": \"{ changeCursor }\", \"variables\": []}}",
                "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": {\"query\": \"{ a }\", \"operationName\": {}}}"
            })
    void closesAtAMessageThatTheProtocolDoesNotKnow(String message) {
        try (LiveSocket odd = LiveSocket.open(port, "alices")) {
            odd.send(message);
            assertThat(odd.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void closesAtBytes() {
        try (LiveSocket odd = LiveSocket.open(port, "alices")) {
            odd.sendBytes(new byte[] {'{', '}'});
            assertThat(odd.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void staysOpenAtPingsAndPongs() {
        try (LiveSocket socket = LiveSocket.open(port, "alices")) {
            socket.send("{\"type\": \"pong\"}");
            socket.send("{\"type\": \"pong\", \"payload\": {\"a\": 1}}");
            socket.send("{\"type\": \"ping\"}");
            socket.await("pong");
            socket.subscribe("1", "{ changeCursor }", Map.of());
            socket.await("next");
        }
    }

    @Test
    void letsInNobodyElse() {
        for (Map<String, Object> payload : List.<Map<String, Object>>of(
                Map.of(), Map.of("Authorization", "Bearer mallorys"), Map.of("Authorization", Map.of()))) {
            try (LiveSocket stranger = LiveSocket.opening(port, null, false).join()) {
                stranger.init(payload);
                assertThat(stranger.closeCode()).isEqualTo(4401);
            }
        }
        assertThat(LiveSocket.opening(port, "mallorys", false))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(WebSocketHandshakeException.class);
    }

    @Test
    void seesWhatAnotherReplicaRecords() {
        LiveRuns runs = LiveRuns.of(recorder);
        runs.running("a", 1);
        String after = cursor();
        try (var other = new SpringApplicationBuilder(GraphQlContext.Beans.class)
                .run(
                        "--server.port=0",
                        "--tektonretry.live.max-age=4s",
                        "--management.endpoint.health.validate-group-membership=false")) {
            int otherPort = Integer.parseInt(other.getEnvironment().getRequiredProperty("local.server.port"));
            try (LiveSocket there = LiveSocket.open(otherPort, "alices");
                    LiveSocket here = LiveSocket.open(port, "alices")) {
                there.subscribe("1", FOLLOW, Map.of("id", runs.id("a"), "after", after));
                runs.running("a", 2);
                String cursor = there.await("next")
                        .at("/payload/data/pipelineRunChanged/cursor")
                        .asString();
                new LiveRuns(runs.namespace(), other.getBean(RunRecorder.class)).running("a", 3);
                there.await("next");
                here.subscribe("1", FOLLOW, Map.of("id", runs.id("a"), "after", cursor));
                here.await("next");

                assertThat(there.await("error").at("/payload/0/extensions/code").asString())
                        .isEqualTo("CONNECTION_TOO_OLD");
                there.subscribe("2", "{ changeCursor }", Map.of());
                assertThat(there.await("next")
                                .at("/payload/errors/0/extensions/code")
                                .asString())
                        .isEqualTo("CONNECTION_TOO_OLD");
            }
        }
    }

    @Test
    @TestsFault(29)
    void bearsReconnectsOfEverybodyAtOnce() {
        await().atMost(Duration.ofSeconds(30)).until(slots::isEmpty);
        LiveRuns runs = LiveRuns.of(recorder);
        runs.running("a", 1);
        String after = cursor();
        runs.running("a", 2);
        List<LiveSocket> sockets = IntStream.range(0, RECONNECTS)
                .mapToObj(i -> LiveSocket.opening(port, "alices", false).thenApply(socket -> {
                    socket.init(Map.of());
                    return socket;
                }))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        try {
            sockets.forEach(socket -> {
                socket.await("connection_ack");
                socket.subscribe("1", FOLLOW, Map.of("id", runs.id("a"), "after", after));
            });
            sockets.forEach(socket -> socket.await("next"));
            runs.failed("a", 3);
            assertThat(sockets)
                    .extracting(socket -> socket.await("next")
                            .at("/payload/data/pipelineRunChanged/kind")
                            .asString())
                    .containsOnly("RUN_FINISHED");
            sockets.get(0).subscribe("2", FOLLOW, Map.of("id", runs.id("a")));
            assertThat(sockets.get(0)
                            .await("error")
                            .at("/payload/0/extensions/code")
                            .asString())
                    .isEqualTo("LIMIT_EXCEEDED");
        } finally {
            sockets.forEach(LiveSocket::close);
        }
        await().atMost(Duration.ofSeconds(30)).until(slots::isEmpty);
    }

    /** The next line that is no sign of life. */
    private static String nextOf(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (line != null && (line.isEmpty() || line.startsWith(":"))) {
            line = events.readLine();
        }
        return String.valueOf(line);
    }

    private BufferedReader events(String query, Map<String, Object> variables)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/graphql"))
                .header("Authorization", "Bearer alices")
                .header("Accept", "text/event-stream")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("query", query, "variables", variables))))
                .build();
        return new BufferedReader(new InputStreamReader(
                LiveSocket.HTTP.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
    }

    private String cursor() {
        return api.document("{ changeCursor }")
                .execute()
                .path("changeCursor")
                .entity(String.class)
                .get();
    }
}
