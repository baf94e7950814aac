package io.tektonretry.graphql;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.graphql.relay.NodeId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A failed run with a request for its retry in each of two namespaces, and callers of every role. */
final class MatrixWorld {

    static final String A = "rec-chain";
    static final String B = "rec-flaky";

    private static final String ADMINISTRATOR = "administrator";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ApiServerDouble cluster;
    private final JdbcClient jdbc;
    private final URI address;
    private final Map<String, Map<String, String>> placeholders = new HashMap<>();

    MatrixWorld(ApiServerDouble cluster, JdbcClient jdbc, Recorded recorded, int port) {
        this.cluster = cluster;
        this.jdbc = jdbc;
        this.address = URI.create("http://127.0.0.1:" + port + "/graphql");
        recorded.clear();
        letIn();
        String cursor = cursor();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        recorded.recordFirstRun("a-flaky-task-recovers-by-itself-but-another-fails");
        jdbc.sql("update pipeline_run set pipeline_name = name").update();
        placeholders.put(A, placeholders(A, cursor));
        placeholders.put(B, placeholders(B, cursor));
    }

    /** What the document, made to ask for things of the namespace, gets a caller of the role. */
    HttpResponse<String> ask(Role role, String document, String namespace) {
        return send(role == Role.ANONYMOUS ? null : role.name(), filled(document, namespace));
    }

    /** What a subscriber of the role is told first, or why nothing; empty for somebody who is not let in. */
    String follow(Role role, String document, String namespace) {
        HttpRequest.Builder request = request(role == Role.ANONYMOUS ? null : role.name(), filled(document, namespace))
                .setHeader("Accept", "text/event-stream");
        try (Stream<String> lines =
                HTTP.send(request.build(), BodyHandlers.ofLines()).body()) {
            return CompletableFuture.supplyAsync(() -> lines.filter(line -> line.startsWith("data:{"))
                            .findFirst()
                            .orElse(""))
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The text in an answer that only somebody who sees the run of the namespace gets. */
    String secret(String namespace) {
        return "\"%s\"".formatted(placeholders.get(namespace).get("name"));
    }

    void leave() {
        cluster.access(review -> true);
        cluster.tokens(Map.of("alices", user("alice")));
        for (var run : cluster.list("PipelineRun")) {
            var deletion = JsonMapper.shared().createObjectNode().put("type", "DELETED");
            cluster.play(deletion.set("object", run));
        }
    }

    private void letIn() {
        Map<String, JsonNode> users =
                new HashMap<>(Map.of("alices", user("alice"), ADMINISTRATOR, user(ADMINISTRATOR)));
        Map<String, Set<String>> rights = new HashMap<>();
        rights.put(ADMINISTRATOR, Set.of("list pipelineruns", "create pipelineruns " + A, "create pipelineruns " + B));
        for (Role role : Role.values()) {
            users.put(role.name(), user(role.name()));
            rights.put(role.name(), role.granted());
        }
        cluster.tokens(users);
        Rights.of(cluster, rights);
    }

    private Map<String, String> placeholders(String namespace, String cursor) {
        UUID uid = jdbc.sql("select uid from pipeline_run where namespace = ?")
                .param(namespace)
                .query(UUID.class)
                .single();
        String name = jdbc.sql("select name from pipeline_run where namespace = ?")
                .param(namespace)
                .query(String.class)
                .single();
        String run = new NodeId.Run(uid).encoded();
        return Map.of(
                "namespace",
                namespace,
                "name",
                name,
                "cursor",
                cursor,
                "run",
                run,
                "task",
                id(run, "id"),
                "attempt",
                id(run, "latestAttempt { id }"),
                "lineage",
                new NodeId.Lineage(uid).encoded(),
                "request",
                request(run));
    }

    /** Of a task of the run, or of what the task leads to. */
    private String id(String run, String selection) {
        String document = "{ node(id: \"%s\") { ... on PipelineRun { tasks(first: 1) { nodes { %s } } } } }"
                .formatted(run, selection);
        return JsonMapper.shared()
                .readTree(send(ADMINISTRATOR, document).body())
                .findPath("id")
                .asString();
    }

    /** It waits for its time, so that it can be cancelled. */
    private String request(String run) {
        String document = """
                mutation { retryPipelineRun(input: {runId: "%s", notBefore: "%s"}) { request { id } } }
                """.formatted(run, Instant.now().plusSeconds(3600));
        return JsonMapper.shared()
                .readTree(send(ADMINISTRATOR, document).body())
                .at("/data/retryPipelineRun/request/id")
                .asString();
    }

    private String filled(String document, String namespace) {
        Map<String, String> values = placeholders.get(namespace);
        return Pattern.compile("<([a-z]+)>").matcher(document).replaceAll(found -> values.get(found.group(1)));
    }

    private HttpResponse<String> send(@Nullable String token, String document) {
        try {
            return HTTP.send(request(token, document).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(@Nullable String token, String document) {
        String body =
                JsonMapper.shared().createObjectNode().put("query", document).toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Behind which all that is recorded from now on comes. */
    private String cursor() {
        return JsonMapper.shared()
                .readTree(send(ADMINISTRATOR, "{ changeCursor }").body())
                .at("/data/changeCursor")
                .asString();
    }

    private static JsonNode user(String name) {
        return JsonMapper.shared().createObjectNode().put("username", name);
    }
}
