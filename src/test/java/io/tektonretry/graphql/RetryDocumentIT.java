package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.graphql.relay.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Does what the document about retries tells bots to do, in its own words. */
@GraphQlContext
class RetryDocumentIT {

    private static final String CHAIN = "a-chain-stops-at-its-middle-task";

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    private String document = "";

    @BeforeEach
    void read() throws IOException {
        document = Files.readString(Path.of("src/docs/retry.md"));
        recorded.clear();
        jdbc.sql("update retry_pace set used_up = '-infinity'").update();
    }

    @Test
    void theBotsCallCanBeRepeated() {
        UUID uid = recorded.recordFirstRun(CHAIN, "the-bots");
        GraphQlTester.Request<?> call = api.document(snippet("mutation RetryOnce"))
                .variable("run", new NodeId.Run(uid).encoded())
                .variable("key", "pr-812/registry-outage");

        call.execute().path("retryPipelineRun").matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "replayed": false, "userErrors": []}
                """);
        call.execute().path("retryPipelineRun").matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "replayed": true, "userErrors": []}
                """);
    }

    @Test
    void theBotsCallForAPullRequestCanBeRepeated() {
        build(recorded.recordFirstRun(CHAIN, "of-the-commit"), "9f2c1e7");
        build(recorded.recordFirstRun(CHAIN, "of-another-commit"), "0000000");
        GraphQlTester.Request<?> call = api.document(snippet("mutation {\n  retryPipelineRuns"));

        for (int i = 0; i < 2; i++) {
            call.execute().path("retryPipelineRuns").matchesJson("""
                    {"results": [{"retryOf": {"name": "app-release-glc9x"}, "run": {"name": "app-release-glc9x-r1"},
                                  "request": {"state": "CREATED"}, "userErrors": []}],
                     "pageInfo": {"hasNextPage": false}, "userErrors": []}
                    """);
        }
        assertThat(recordedRetries()).containsExactly("of-the-commit");
    }

    @Test
    void theInputForAnOutageFindsWhatFailedInIt() {
        failAt(recorded.recordFirstRun(CHAIN, "in-the-outage"), "2026-03-01T02:40:00Z");
        failAt(recorded.recordFirstRun(CHAIN, "before-it"), "2026-03-01T01:40:00Z");

        api.document("mutation { retryPipelineRuns(input: %s) { results { retryOf { namespace } } } }"
                        .formatted(snippet("{filter:")))
                .execute()
                .path("retryPipelineRuns.results[*].retryOf.namespace")
                .entityList(String.class)
                .containsExactly("in-the-outage");
        assertThat(recordedRetries()).isEmpty();
    }

    /** What stands in the document as GraphQL and begins so. */
    private String snippet(String beginning) {
        int start = document.indexOf("```graphql\n" + beginning);
        assertThat(start).as(beginning).isPositive();
        int from = document.indexOf('\n', start);
        return document.substring(from, document.indexOf("```", from));
    }

    private void build(UUID run, String commit) {
        jdbc.sql("""
                        update pipeline_run
                           set source_repository = 'acme/shop', source_pull_request = '7', source_revision = :commit
                         where uid = :run
                        """).param("run", run).param("commit", commit).update();
    }

    private void failAt(UUID run, String time) {
        jdbc.sql("""
                        update pipeline_run
                           set finished_at = cast(:time as timestamptz),
                               created_at = cast(:time as timestamptz) - interval '5 min'
                         where uid = :run
                        """).param("run", run).param("time", time).update();
    }

    /** The namespaces of all retries. */
    private List<String> recordedRetries() {
        return jdbc.sql("select namespace from pipeline_run where retry_number > 0")
                .query(String.class)
                .list();
    }
}
