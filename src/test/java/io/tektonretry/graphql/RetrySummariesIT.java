package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.Recording;
import io.tektonretry.postgres.StatementLog;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether runs can be retried, from what is kept beside them. */
@GraphQlContext
class RetrySummariesIT {

    private static final int ACTS = 16;

    private static final String PAGE = """
            { pipelineRuns(first: 50) { nodes { name retryability { retryable
                refusals { code message tasks relatedRun { name } } warnings { code message tasks } } } } }
            """;

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    StatementLog statements;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    BeanFactory service;

    @BeforeEach
    void clear() {
        recorded.clear();
    }

    @Test
    void aPageReadsNoDocument() {
        recorded.recordFirstRuns("two-of-six-matrix-combinations-fail", 20);
        recorded.record("a-retry-is-retried", 5);
        Object first = page();
        advised().awaitSummaries();
        jdbc.sql("update document set body = 'junk'").update();
        jdbc.sql("vacuum freeze pipeline_run, task_run").update();

        assertThat(statements.during(() -> assertThat(page()).isEqualTo(first)))
                .noneMatch(statement -> statement.contains("document"));
    }

    @Test
    void everyRecordingIsAdvisedAsItsDocumentsSay() {
        AdvisedRuns runs = advised();
        for (int quarter = 0; quarter < 4; quarter++) {
            int part = quarter;
            Recording.all()
                    .map(Recording::observations)
                    .forEach(all -> runs.record(all.subList(all.size() * part / 4, all.size() * (part + 1) / 4)));
            runs.assertAdvice("quarter " + quarter);
            runs.awaitSummaries();
            runs.assertAdvice("quarter " + quarter);
        }
    }

    static LongStream seeds() {
        String given = System.getProperty("summaries.seeds");
        return given == null
                ? LongStream.rangeClosed(1, Long.getLong("summaries.count", 6))
                : LongStream.of(Long.parseLong(given));
    }

    @ParameterizedTest(name = "-Dsummaries.seeds={0}")
    @MethodSource("seeds")
    void whateverHappensRunsAreAdvisedAsTheirDocumentsSay(long seed) {
        AdvisedRuns runs = advised();
        ChangingHistory history = new ChangingHistory(new Random(seed), runs, service);
        for (int act = 0; act < ACTS; act++) {
            String done = history.change();
            runs.assertAdvice(done);
            if (act % 2 == 0) {
                runs.awaitSummaries();
                runs.assertAdvice(done);
            }
        }
    }

    private AdvisedRuns advised() {
        return new AdvisedRuns(service);
    }

    private Object page() {
        return api.document(PAGE)
                .execute()
                .path("pipelineRuns")
                .entity(Object.class)
                .get();
    }
}
