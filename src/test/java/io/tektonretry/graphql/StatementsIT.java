package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.postgres.StatementLog;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

@GraphQlContext
class StatementsIT {

    private static final String LIST = """
            { pipelineRuns(first: 20) { totalCount { value }
                nodes { name status retryOf { name } retries { nodes { name } } sameCommitRuns(first: 3) { name }
                    lineage { outcome runs { nodes { name } } } } } }
            """;

    private static final String TASKS =
            "{ pipelineRuns(first: 20) { nodes { name tasks(first: 9) { nodes { name attempts(first: 9) { nodes { status } } } } } } }";

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
    void aPageCostsTheSameNumberOfStatementsHoweverManyRunsItHas() {
        recorded.recordFirstRuns("two-of-six-matrix-combinations-fail", 100);
        awaitSummaries(100);

        List<String> forOne = statementsFor(1);
        assertThat(statementsFor(20)).hasSameSizeAs(forOne);
        assertThat(statementsFor(100)).hasSameSizeAs(forOne);
    }

    @Test
    void soDoesAPageOfRetriesAndTheRunsThatTheyRetry() {
        recorded.record("a-chain-stops-at-its-middle-task", 50);
        awaitSummaries(100);

        assertThat(statementsFor(100)).hasSameSizeAs(statementsFor(60));
    }

    @Test
    void soDoesALineageWithAllThatItsRunsExecutedAndReused() {
        recorded.record("a-retry-is-retried");
        List<String> ofThree = statementsForLineage("a-retry-is-retried");
        recorded.clear();
        recorded.record("a-chain-stops-at-its-middle-task");

        assertThat(statementsForLineage("a-chain-stops-at-its-middle-task")).hasSameSizeAs(ofThree);
    }

    @Test
    void aPageWaitsForNothingButItsStatements() {
        recorded.recordFirstRuns("two-of-six-matrix-combinations-fail", 20);

        assertThat(exchangesFor(LIST)).hasSize(5).noneMatch(StatementLog::isOfATransaction);
    }

    @Test
    void theTasksOfAPageAreReadFromOneSnapshot() {
        recorded.recordFirstRuns("two-of-six-matrix-combinations-fail", 20);

        List<String> exchanges = exchangesFor(TASKS);
        assertThat(exchanges).hasSize(7);
        assertThat(exchanges.stream().filter(StatementLog::isOfATransaction))
                .containsExactly("set transaction isolation level repeatable read", "commit");
    }

    private List<String> exchangesFor(String document) {
        return statements.exchangesDuring(() -> api.document(document)
                .execute()
                .path("pipelineRuns.nodes")
                .entityList(Object.class)
                .hasSize(20));
    }

    private List<String> statementsForLineage(String recording) {
        UUID latest = jdbc.sql("select uid from pipeline_run order by retry_number desc limit 1")
                .query(UUID.class)
                .single();
        return statements.during(() -> api.documentName("lineage")
                .variable("id", new NodeId.Run(latest).encoded())
                .execute()
                .path("lineage.runs.nodes[-1:].tasks.nodes[*].reusedFrom.run.name")
                .entityList(String.class)
                .satisfies(names -> assertThat(names).as(recording).isNotEmpty()));
    }

    /** A run is planned when somebody asks for the first time. */
    private void awaitSummaries(int runs) {
        statementsFor(runs);
        new AdvisedRuns(service).awaitSummaries();
    }

    private List<String> statementsFor(int runs) {
        return statements.during(() -> api.documentName("dashboard")
                .variable("first", runs)
                .execute()
                .path("pipelineRuns.nodes")
                .entityList(Object.class)
                .hasSize(runs));
    }
}
