package io.tektonretry.graphql;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.Recording;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.retention.Retention;
import io.tektonretry.history.retention.RetentionRule;
import io.tektonretry.postgres.StatementLog;
import io.tektonretry.retry.PipelineRunRetrier;
import io.tektonretry.retry.SummaryPass;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ArrayNode;

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
    PipelineRunRetrier retrier;

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

    /** The column is changed; a summary that says nothing shows whether it was read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "planner = planner + 1",
                "fingerprint = fingerprint + 1",
                "valid_until = now() - interval '1 s'",
                "body = 'junk'"
            })
    void aSummaryCountsOnlyForItsProgramItsRowsAndItsTime(String change) {
        recorded.recordFirstRun("two-of-six-matrix-combinations-fail");
        AdvisedRuns runs = advised();
        UUID run = jdbc.sql("select uid from pipeline_run").query(UUID.class).single();
        runs.assertAdvice("recording");
        runs.awaitSummaries();
        String alien =
                "update plan_summary set body = '{\"refusals\": [{\"code\": \"SUCCEEDED\", \"message\": \"alien\", \"tasks\": []}],"
                        + " \"warnings\": [], \"failures\": []}'";
        jdbc.sql(alien).update();
        assertThat(refusals(run)).first().extracting(Refusal::message).isEqualTo("alien");

        jdbc.sql(change.startsWith("body") ? "update plan_summary set " + change : alien + ", " + change)
                .update();
        runs.assertAdvice(change);
    }

    @Test
    void summariesGoWithTheirRuns() {
        recorded.recordFirstRuns("two-of-six-matrix-combinations-fail", 2);
        AdvisedRuns runs = advised();
        runs.assertAdvice("recording");
        runs.awaitSummaries();
        RetentionRule rule = new RetentionRule(Duration.ofDays(1), List.of(), List.of(), Map.of());
        service.getBean(Retention.class)
                .prune(List.of(rule), Instant.now().plus(Duration.ofDays(400)), ListPosition.BEGINNING, 100, false);

        assertThat(jdbc.sql("select count(*) from plan_summary")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aSummaryThatIsTooLargeIsNotKept() {
        String[] tasks =
                IntStream.range(0, 500).mapToObj(i -> "n".repeat(60) + i).toArray(String[]::new);
        ClusterObject large = pipelineRun("large").with(run -> {
            ArrayNode declared = run.withObject("/spec/pipelineSpec").putArray("tasks");
            for (String task : tasks) {
                declared.addObject().put("name", task).putObject("taskRef").put("name", "maven");
            }
        });
        AdvisedRuns runs = advised();
        runs.observe(List.of(
                large.naming(tasks).ended("False", "Failed").seen(),
                pipelineRun("small").ended("False", "Failed").seen()));
        assertThat(refusals(ClusterObject.uid("large")))
                .anySatisfy(refusal -> assertThat(refusal.tasks()).containsExactly(tasks));
        refusals(ClusterObject.uid("small"));
        runs.awaitSummary("small");

        assertThat(summaries()).containsExactly("small");
    }

    @Test
    void aRunThatFailedLatelyIsSummarizedBeforeAnybodyAsks() {
        SummaryPass.run(service);
        AdvisedRuns runs = advised();
        runs.observe(List.of(
                ended("long-ago", 3_000_000), pipelineRun("running").running().seen(), ended("lately", 60)));
        SummaryPass.run(service);
        runs.awaitSummary("lately");
        assertThat(summaries()).containsExactly("lately");

        runs.record(
                List.of(new Observation.Deleted(pipelineRun("lately").version(2).json())));
        SummaryPass.run(service);
        runs.awaitSummary("lately");
    }

    private static Observation ended(String name, int secondsAgo) {
        Instant end = Instant.now().minusSeconds(secondsAgo).truncatedTo(ChronoUnit.SECONDS);
        return pipelineRun(name)
                .ended("False", "Failed")
                .with(run -> run.withObject("/status").put("completionTime", end.toString()))
                .seen();
    }

    @Test
    void aRetryThatWasDeletedWhileItRanHasEnded() {
        AdvisedRuns runs = advised();
        ClusterObject retry =
                pipelineRun("first-r1").retryOf("first", "first", 1).running();
        runs.record(List.of(pipelineRun("first").ended("False", "Failed").seen(), retry.seen()));
        runs.assertAdvice("the start");
        runs.record(List.of(new Observation.Deleted(retry.version(2).json())));

        assertThat(refusals(ClusterObject.uid("first"))).first().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(RefusalCode.NOT_LATEST_ATTEMPT);
            assertThat(refusal.message()).isEqualTo("The later attempt ci/first-r1 has ended; retry that one");
        });
        runs.assertAdvice("the deletion");
    }

    private List<Refusal> refusals(UUID run) {
        return Objects.requireNonNull(retrier.advice(Set.of(run)).get(run)).refusals();
    }

    private List<String> summaries() {
        return jdbc.sql("select name from plan_summary join pipeline_run on uid = run_uid order by name")
                .query(String.class)
                .list();
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
                ? LongStream.rangeClosed(1, Long.getLong("summaries.count", 4))
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
