package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.postgres.StatementLog;
import io.tektonretry.web.AnswerMemory;
import io.tektonretry.web.AnswerShare;
import io.tektonretry.web.SlowCaller;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is recorded is read within bounds, judged by its recorded size before it is read. */
@GraphQlContext
class LargeAnswersIT {

    private static final String RECORDING = "a-chain-stops-at-its-middle-task";

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    StatementLog statements;

    @Autowired
    AnswerMemory memory;

    @LocalServerPort
    int port;

    @AfterEach
    void hasAllMemoryBack() {
        await().until(() -> memory.taken() == 0);
    }

    @BeforeEach
    void record() {
        recorded.clear();
        recorded.recordFirstRuns(RECORDING, 3);
    }

    @Test
    void knowsTheSizeOfEveryDocument() {
        assertThat(jdbc.sql("select count(*) from document where json_bytes < 100")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void readsNoManifestOfAPageThatHasTooMany() {
        jdbc.sql("update document set json_bytes = 11 * 1024 * 1024 where kind = 'PipelineRun'")
                .update();

        assertThat(statements.during(() -> assertThat(codes("{ pipelineRuns { nodes { manifest } } }"))
                        .containsExactly("LIMIT_EXCEEDED", "LIMIT_EXCEEDED", "LIMIT_EXCEEDED")))
                .noneMatch(statement -> statement.contains("own.body, bundle.uid as bundle"));
        assertThat(codes("{ pipelineRuns(first: 2) { nodes { manifest } } }")).isEmpty();
    }

    @Test
    void countsATextEachTimeItIsAnswered() {
        jdbc.sql("update pipeline_run set message = ?")
                .param("x".repeat(50_000))
                .update();
        String messages =
                IntStream.range(0, 250).mapToObj("m%d: message"::formatted).collect(Collectors.joining(" "));

        assertThat(codes("{ pipelineRuns(first: 3) { nodes { " + messages + " } } }"))
                .containsExactly("LIMIT_EXCEEDED");
    }

    @Test
    void readsLargeDocumentsInPortions() {
        jdbc.sql("update document set json_bytes = 3 * 1024 * 1024 where kind = 'PipelineRun'")
                .update();

        assertThat(statements.during(() -> assertThat(codes("{ pipelineRuns { nodes { params { name } } } }"))
                        .isEmpty()))
                .filteredOn(statement -> statement.contains("own.body, bundle.uid as bundle"))
                .hasSize(3);
        assertThat(statements.during(
                        () -> assertThat(codes("{ pipelineRuns { nodes { retryability { retryable } } } }"))
                                .isEmpty()))
                .filteredOn(statement -> statement.contains("d.definition, d.renewed_tasks"))
                .hasSize(3);
    }

    @Test
    void plansNoRetryOfMoreThanFitsIntoMemory() {
        jdbc.sql("update document set json_bytes = 33 * 1024 * 1024 where kind = 'PipelineRun'")
                .update();

        List<ResponseError> errors = errors("{ pipelineRuns(first: 1) { nodes { retryability { retryable } } } }");
        assertThat(errors).first().satisfies(error -> {
            assertThat(error.getExtensions()).containsEntry("code", "LIMIT_EXCEEDED");
            assertThat(error.getMessage())
                    .startsWith(
                            "PipelineRun rec-chain/app-release-glc9x and its retries have 33 MB of recorded objects");
        });
    }

    @Test
    void readsNothingThatHasNoMemory() {
        jdbc.sql("update document set json_bytes = 3 * 1024 * 1024 where kind = 'PipelineRun'")
                .update();
        AnswerShare others = memory.share();
        others.take(memory.most());
        try {
            assertThat(statements.during(
                            () -> assertThat(codes("{ pipelineRuns(first: 1) { nodes { manifest params { name } } } }"))
                                    .containsOnly("OVERLOADED")))
                    .noneMatch(statement -> statement.contains("own.body, bundle.uid as bundle"));
        } finally {
            others.over();
        }
    }

    @Test
    void givesTheMemoryBackOfACallerWhoIsGoneBeforeTheAnswer() throws Exception {
        String query = "{\"query\":\"{ pipelineRuns { nodes { manifest } } }\"}";
        for (int i = 0; i < 20; i++) {
            try (SlowCaller caller = SlowCaller.posting(port, "/graphql", "Content-Length: " + query.length())) {
                caller.send(query);
            }
        }
        assertThat(codes("{ pipelineRuns { nodes { manifest } } }")).isEmpty();
    }

    private List<Object> codes(String query) {
        return errors(query).stream()
                .map(error -> error.getExtensions().get("code"))
                .toList();
    }

    private List<ResponseError> errors(String query) {
        return api.document(query).execute().returnResponse().getErrors();
    }
}
