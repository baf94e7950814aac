package io.tektonretry;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells a newcomer where the service is and what to do first. */
final class FirstSteps {

    private static final String FAILED_RUNS = """
            { pipelineRuns(first: 50, filter: {statuses: [FAILED], createdAt: {to: "%s"}}) {
                nodes { id name namespace existsInCluster retryability { retryable } } } }
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Duration age;

    /**
     * Points to a failed run.
     *
     * @param age how old it is at least
     */
    FirstSteps(Duration age) {
        this.age = age;
    }

    @EventListener
    void ready(WebServerInitializedEvent event) {
        String address = "http://localhost:%d".formatted(event.getWebServer().getPort());
        System.out.printf("%nThe dashboard is at %s%n", address);
        String endpoint = address + "/graphql";
        Thread teller = new Thread(() -> tell(endpoint), "first-steps");
        teller.setDaemon(true);
        teller.start();
    }

    private void tell(String endpoint) {
        System.out.println(words(endpoint, firstRun(endpoint)));
    }

    private Optional<JsonNode> firstRun(String endpoint) {
        try {
            return await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> retryableRun(endpoint), Optional::isPresent);
        } catch (ConditionTimeoutException e) {
            return Optional.empty();
        }
    }

    private static String words(String endpoint, Optional<JsonNode> run) {
        String first = run.map(found -> """
                Retry the failed tasks of %s/%s:

                  curl %s -H 'Content-Type: application/json' \\
                    -d '{"query":"mutation { retryPipelineRun(input: {runId: \\"%s\\"}) { run { id name } userErrors { code message } } }"}'
                """.formatted(
                                found.path("namespace").asString(),
                                found.path("name").asString(),
                                endpoint,
                                found.path("id").asString()))
                .orElse("No failed run is there to be retried yet.\n");
        return "\nGraphQL is at %s\n\n%s".formatted(endpoint, first);
    }

    private Optional<JsonNode> retryableRun(String endpoint) throws InterruptedException {
        String query = FAILED_RUNS.formatted(Instant.now().minus(age));
        String body = JsonMapper.shared().createObjectNode().put("query", query).toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            JsonNode answer = JsonMapper.shared()
                    .readTree(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body());
            return answer.path("data")
                    .path("pipelineRuns")
                    .path("nodes")
                    .valueStream()
                    .filter(run -> run.path("existsInCluster").asBoolean(false))
                    .filter(run -> run.path("retryability").path("retryable").asBoolean(false))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
