package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import tools.jackson.databind.JsonNode;

/** Retries many runs with one call. */
class BulkRetryIT extends BulkRetryCalls {

    private static final String PULL_REQUEST = "pipelinesascode.tekton.dev/pull-request";
    private static final String REPOSITORY = "pipelinesascode.tekton.dev/url-repository";
    private static final String ORG = "pipelinesascode.tekton.dev/url-org";
    private static final String JOB = "pipelinesascode.tekton.dev/original-prname";
    private static final String SHA = "pipelinesascode.tekton.dev/sha";

    @Test
    void retriesTheFailedRunsOfAPullRequest() {
        run("pac", "lint", Map.of(ORG, "acme", PULL_REQUEST, "7", REPOSITORY, "shop", SHA, "9f2c1e7"), "Failed");
        run("pac", "test", Map.of(ORG, "acme", PULL_REQUEST, "7", REPOSITORY, "shop", SHA, "9f2c1e7"), "Failed");
        run("pac", "docs", Map.of(ORG, "acme", PULL_REQUEST, "7", REPOSITORY, "shop", SHA, "9f2c1e7"), "Succeeded");
        run(
                "pac",
                "other-commit",
                Map.of(ORG, "acme", PULL_REQUEST, "7", REPOSITORY, "shop", SHA, "0000000"),
                "Failed");
        run(
                "pac",
                "other-pull-request",
                Map.of(ORG, "acme", PULL_REQUEST, "8", REPOSITORY, "shop", SHA, "9f2c1e7"),
                "Failed");
        run(
                "pac",
                "other-repository",
                Map.of(ORG, "acme", PULL_REQUEST, "7", REPOSITORY, "till", SHA, "9f2c1e7"),
                "Failed");
        Map<String, Object> filter =
                Map.of("source", Map.of("repository", "acme/shop", "pullRequest", "7", "revision", "9f2c1e7"));

        assertThat(created(bulk(Map.of("filter", filter)))).containsExactlyInAnyOrder("lint-r1", "test-r1");
        ended("pac", "lint-r1", "SUCCEEDED");
        ended("pac", "test-r1", "SUCCEEDED");
        assertThat(results(bulk(Map.of("filter", filter))))
                .as("a retried run is no longer the latest attempt")
                .isEmpty();
    }

    @Test
    void retriesOfEachJobOnlyTheNewestRun() {
        Map<String, String> unit = Map.of(ORG, "acme", REPOSITORY, "desk", SHA, "9f2c1e7", JOB, "unit");
        Map<String, String> lint = Map.of(ORG, "acme", REPOSITORY, "desk", SHA, "9f2c1e7", JOB, "lint");
        run("retested", "unit-1", unit, "Failed");
        run("retested", "lint-1", lint, "Failed");
        String end = text(find("retested", "lint-1"), "pipelineRun.finishedAt");
        await().until(() -> Instant.now().isAfter(Instant.parse(end).plusSeconds(1)));
        run("retested", "unit-2", unit, "Succeeded");
        Map<String, Object> source = Map.of("repository", "acme/desk", "revision", "9f2c1e7");

        assertThat(results(bulk(Map.of("filter", Map.of("source", source), "dryRun", true))))
                .hasSize(2);
        Response answer = bulk(Map.of("filter", Map.of("source", source, "newestPerJob", true)));
        assertThat(created(answer)).containsExactly("lint-1-r1");
        answer.path("retryPipelineRuns.summary").entity(String.class).isEqualTo("1 of 1 retried.");
    }

    @Test
    void retriesWhatFailedInAnOutage() {
        run("outage", "hit", Map.of(), "TaskRunImagePullFailed");
        Instant end = Instant.parse(text(find("outage", "hit"), "pipelineRun.finishedAt"));
        await().until(() -> Instant.now().isAfter(end.plusSeconds(2)));
        run("outage", "after", Map.of(), "Failed");

        Response answer = bulk(Map.of(
                "filter",
                Map.of(
                        "namespaces",
                        List.of("outage"),
                        "reasons",
                        List.of("Failed"),
                        "finishedAt",
                        Map.of("from", end.minusSeconds(600), "to", end.plusSeconds(1)))));

        assertThat(created(answer)).containsExactly("hit-r1");
    }

    @Test
    void showsWhatItWouldDo() {
        run("preview", "one", Map.of(), "Failed");
        run("preview", "two", Map.of(), "Failed");

        Response answer = bulk(Map.of("filter", Map.of("namespaces", List.of("preview")), "dryRun", true));

        assertThat(results(answer)).hasSize(2).allSatisfy(result -> {
            assertThat(result.path("run").isNull()).isTrue();
            assertThat(result.path("request").isNull()).isTrue();
            assertThat(result.path("userErrors").isEmpty()).isTrue();
            assertThat(result.at("/tasks/0/action").asString()).isEqualTo("REUSE");
            assertThat(result.at("/tasks/1/action").asString()).isEqualTo("RERUN");
        });
        assertThat(retriesIn("preview")).isEmpty();
    }

    @Test
    void refusesEachRunOnItsOwnAndInTheOrderOfTheCall() {
        String unknown = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("PipelineRun:" + new UUID(1, 2)).getBytes(UTF_8));
        String succeeded = run("mixed", "fine", Map.of(), "Succeeded");
        String failed = run("mixed", "broken", Map.of(), "Failed");

        Response answer = bulk(Map.of("runIds", List.of(unknown, succeeded, failed, failed)));

        answer.path("retryPipelineRuns").matchesJson("""
                {"userErrors": [], "pageInfo": {"hasNextPage": false},
                 "results": [
                    {"retryOf": null, "run": null, "userErrors": [{"code": "RUN_NOT_FOUND"}]},
                    {"retryOf": {"name": "fine"}, "run": null, "userErrors": [{"code": "SUCCEEDED"}]},
                    {"retryOf": {"name": "broken"}, "run": {"name": "broken-r1"}, "userErrors": []}]}
                """);
        assertThat(text(answer, "retryPipelineRuns.summary"))
                .startsWith("1 of 3 retried: ")
                .contains("(RUN_NOT_FOUND); PipelineRun mixed/fine")
                .endsWith("(SUCCEEDED).");
    }

    @Test
    void goesOnWhereTheLastCallEnded() {
        run("pages", "one", Map.of(), "Failed");
        run("pages", "two", Map.of(), "Failed");
        run("pages", "three", Map.of(), "Failed");
        Map<String, Object> filter = Map.of("namespaces", List.of("pages"));

        Response first = bulk(Map.of("filter", filter, "first", 2));
        Response second = bulk(
                Map.of("filter", filter, "first", 2, "after", text(first, "retryPipelineRuns.pageInfo.endCursor")));

        first.path("retryPipelineRuns.pageInfo.hasNextPage")
                .entity(Boolean.class)
                .isEqualTo(true);
        second.path("retryPipelineRuns.pageInfo.hasNextPage")
                .entity(Boolean.class)
                .isEqualTo(false);
        assertThat(Stream.concat(created(first).stream(), created(second).stream()))
                .containsExactlyInAnyOrder("one-r1", "two-r1", "three-r1");
    }

    @Test
    void createsNoMoreAtATimeThanTheClusterCanBear() {
        List.of("one", "two", "three").forEach(name -> run("paced", name, Map.of(), "Failed"));
        jdbc.sql("update retry_pace set used_up = now() + interval '13 seconds'")
                .update();

        List<JsonNode> results = results(bulk(Map.of("filter", Map.of("namespaces", List.of("paced")))));

        List<Instant> turns = results.stream()
                .map(result -> {
                    assertThat(result.path("run").isNull()).isTrue();
                    assertThat(result.at("/request/state").asString()).isEqualTo("SCHEDULED");
                    return Instant.parse(result.at("/request/notBefore").asString());
                })
                .toList();
        assertThat(Duration.between(turns.get(0), turns.get(1))).isEqualTo(Duration.ofMillis(500));
        assertThat(Duration.between(turns.get(1), turns.get(2))).isEqualTo(Duration.ofMillis(500));
        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(
                        () -> assertThat(retriesIn("paced")).containsExactlyInAnyOrder("one-r1", "two-r1", "three-r1"));
    }

    @Test
    void spreadsWhatIsToBeDoneLater() {
        run("later", "one", Map.of(), "Failed");
        run("later", "two", Map.of(), "Failed");
        Instant tonight = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);

        List<JsonNode> results =
                results(bulk(Map.of("filter", Map.of("namespaces", List.of("later")), "notBefore", tonight)));

        assertThat(results)
                .extracting(
                        result -> Instant.parse(result.at("/request/notBefore").asString()))
                .containsExactly(tonight, tonight.plusMillis(500));
    }

    @Test
    void saysWhatIsWrongWithACall() {
        Map<String, Object> all = Map.of("namespaces", List.of("nowhere"));
        String id = "UGlwZWxpbmVSdW4";

        isInvalid("runIds", Map.of());
        isInvalid("runIds", Map.of("runIds", List.of(id), "filter", all));
        isInvalid("runIds", Map.of("runIds", List.of()));
        isInvalid("runIds", Map.of("runIds", List.of("build-42")));
        isInvalid("filter", Map.of("filter", Map.of("source", Map.of("job", "lint"))));
        isInvalid("first", Map.of("filter", all, "first", 501));
        isInvalid("first", Map.of("filter", all, "first", 0));
        isInvalid("after", Map.of("filter", all, "after", "yesterday"));
        isInvalid("after", Map.of("runIds", List.of(id), "after", "x"));
        isInvalid("idempotencyKey", Map.of("filter", all, "idempotencyKey", "k".repeat(101)));
        isInvalid("reason", Map.of("filter", all, "reason", "r".repeat(1001)));
    }

    private void isInvalid(String argument, Map<String, Object> input) {
        bulk(input).path("retryPipelineRuns").matchesJson("""
                {"results": [], "userErrors": [{"code": "INVALID_INPUT", "field": ["input", "%s"]}]}
                """.formatted(argument));
    }
}
