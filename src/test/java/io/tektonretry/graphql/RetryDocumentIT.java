package io.tektonretry.graphql;

import io.tektonretry.history.RunRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Does what the document about retries tells a bot to do. */
@GraphQlContext
class RetryDocumentIT {

    private static final Pattern SNIPPET = Pattern.compile("```graphql\n(mutation RetryOnce.*?)```", Pattern.DOTALL);

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Test
    void theBotsCallCanBeRepeated() throws IOException {
        Recorded recorded = new Recorded(jdbc, recorder);
        recorded.clear();
        UUID uid = recorded.recordFirstRun("a-chain-stops-at-its-middle-task", "the-bots");
        String snippet = SNIPPET.matcher(Files.readString(Path.of("src/docs/retry.md")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        GraphQlTester.Request<?> call = api.document(snippet)
                .variable("run", new NodeId.Run(uid).encoded())
                .variable("key", "pr-812/registry-outage");

        call.execute().path("retryPipelineRun").matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "replayed": false, "userErrors": []}
                """);
        call.execute().path("retryPipelineRun").matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "replayed": true, "userErrors": []}
                """);
    }
}
