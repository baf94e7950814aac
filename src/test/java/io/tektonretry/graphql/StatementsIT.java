package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.postgres.StatementLog;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
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

    @Autowired
    ApiServerDouble cluster;

    @BeforeEach
    void clear() {
        cluster.faults(Fault.NONE);
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
                .satisfiesExactly(
                        begin -> assertThat(begin).startsWith("set transaction isolation level repeatable read"),
                        end -> assertThat(end).isEqualTo("commit"));
    }

    /** The claim takes one exchange. The record of the created run takes three, with the commit. */
    @Test
    void aRetryWaitsForFewAnswers() {
        UUID run = recorded.recordFirstRun("a-chain-stops-at-its-middle-task", "few-answers");
        List<String> requests = new CopyOnWriteArrayList<>();
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                if (!request.resource().equals("events")) {
                    requests.add(request.method() + " " + request.resource()
                            + (request.query().containsKey("dryRun") ? " as a dry run" : ""));
                }
            }
        });

        List<String> exchanges = statements.exchangesDuring(() -> api.documentName("retryPipelineRun")
                .variable("runId", new NodeId.Run(run).encoded())
                .execute()
                .path("retryPipelineRun.run.name")
                .entity(String.class)
                .isEqualTo("app-release-glc9x-r1"));

        assertThat(exchanges.stream().map(StatementsIT::outline))
                .containsExactly(
                        "select * from pipeline_run",
                        "with asked as ( select dis",
                        "with q as (insert into ret",
                        "update retry_request set s and 3 more",
                        "insert into pipeline_run ( and 9 more",
                        "commit",
                        "select * from pipeline_run");
        assertThat(requests)
                .as("in this context, reads are reviewed each time")
                .containsExactly(
                        "POST tokenreviews",
                        "POST subjectaccessreviews",
                        "POST subjectaccessreviews",
                        "POST pipelineruns as a dry run",
                        "POST pipelineruns",
                        "POST subjectaccessreviews");
    }

    /** The first words of its statement, and how many others are sent with it. */
    private static String outline(String exchange) {
        String[] statements = exchange.split(";\n");
        String first = statements[0].strip().replaceAll("\\s+", " ");
        return first.substring(0, Math.min(26, first.length()))
                + (statements.length == 1 ? "" : " and %d more".formatted(statements.length - 1));
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
