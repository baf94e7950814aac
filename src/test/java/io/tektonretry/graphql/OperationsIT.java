package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.graphql.relay.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The named documents for bots: each is carried out, and stands in the documentation as it is. */
@GraphQlContext
class OperationsIT {

    private static final Path OPERATIONS = Path.of("src/main/resources/operations");
    private static final Path DOCUMENTATION = Path.of("src/docs/bots.md");

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    JdbcClient jdbc;

    private String namespace = "";
    private String run = "";

    /** In a namespace of its own, since the name of a retry is taken once it was created. */
    private void recordFor(String operation) {
        namespace = "of-" + operation.toLowerCase(Locale.ROOT);
        recorded.clear();
        jdbc.sql("update retry_pace set used_up = '-infinity'").update();
        UUID uid = recorded.recordFirstRun("a-chain-stops-at-its-middle-task", namespace);
        run = new NodeId.Run(uid).encoded();
        jdbc.sql("""
                        update pipeline_run
                           set source_repository = 'acme/shop', source_pull_request = '7', source_revision = 'c1', source_job = 'release'
                         where uid = :run
                        """).param("run", uid).update();
    }

    /** By its file, what stands in the variables and what comes of it. */
    @Test
    void doWhatTheirNamesSay() {
        Map<String, Runnable> tests = Map.of(
                "pipelineRun",
                () -> execute("pipelineRun", Map.of("namespace", namespace, "name", "app-release-glc9x"))
                        .path("pipelineRun")
                        .matchesJson("""
                                {"status": "FAILED", "source": {"job": "release"}, "retryability": {"retryable": true},
                                 "tasks": {"nodes": [{"status": "FAILED"}]}}
                                """),
                "unresolved",
                () -> execute("unresolved", Map.of("repository", "acme/shop", "pullRequest", "7"))
                        .path("pipelineRuns")
                        .matchesJson("""
                                {"nodes": [{"id": "%s", "source": {"revision": "c1"}}], "pageInfo": {"hasNextPage": false}}
                                """.formatted(run)),
                "newestRevision",
                () -> execute(
                                "newestRevision",
                                Map.of("namespace", namespace, "repository", "acme/shop", "pullRequest", "7"))
                        .path("pipelineRuns.nodes")
                        .matchesJsonStrictly("[{\"source\": {\"revision\": \"c1\"}}]"),
                "retryPlan",
                () -> execute("retryPlan", Map.of("run", run))
                        .path("retryPlan")
                        .matchesJson("{\"retryable\": true, \"refusals\": []}"),
                "retryRun",
                () -> execute("retryRun", Map.of("run", run, "key", "once"))
                        .path("retryPipelineRun")
                        .matchesJson("{\"run\": {\"name\": \"app-release-glc9x-r1\"}, \"userErrors\": []}"),
                "waitForRun",
                () -> execute("waitForRun", Map.of("run", run)).path("node").matchesJson("{\"status\": \"FAILED\"}"),
                "retryFailed",
                () -> execute(
                                "retryFailed",
                                Map.of(
                                        "namespace", namespace,
                                        "repository", "acme/shop",
                                        "pullRequest", "7",
                                        "revision", "c1",
                                        "key", "comment-1"))
                        .path("retryPipelineRuns")
                        .matchesJson("""
                                {"summary": "1 of 1 retried.", "results": [{"run": {"name": "app-release-glc9x-r1"}}]}
                                """));
        assertThat(tests.keySet())
                .containsExactlyInAnyOrderElementsOf(operations().toList());
        tests.forEach((operation, test) -> {
            recordFor(operation);
            test.run();
        });
    }

    @ParameterizedTest
    @MethodSource("operations")
    void standInTheDocumentation(String operation) throws IOException {
        assertThat(Files.readString(DOCUMENTATION)).contains("```graphql\n" + read(operation) + "```\n");
        String name = operation.substring(0, 1).toUpperCase(Locale.ROOT) + operation.substring(1);
        assertThat(read(operation)).containsPattern("^(query|mutation) " + name + "\\(");
    }

    static Stream<String> operations() throws UncheckedIOException {
        try (Stream<Path> files = Files.list(OPERATIONS)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".graphql", ""))
                    .sorted()
                    .toList();
            return names.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Response execute(String operation, Map<String, Object> variables) {
        var request = api.document(read(operation));
        variables.forEach(request::variable);
        return request.execute();
    }

    private static String read(String operation) {
        try {
            return Files.readString(OPERATIONS.resolve(operation + ".graphql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
