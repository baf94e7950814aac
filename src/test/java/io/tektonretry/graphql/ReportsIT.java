package io.tektonretry.graphql;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.postgres.StatementLog;
import io.tektonretry.report.fact.ReportFacts;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Histories with known figures. */
@GraphQlContext
class ReportsIT {

    private static final String DURING =
            "during: {from: \"%s\", to: \"%s\"}".formatted(START, START.plusSeconds(86_400 * 8));

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    StatementLog statements;

    @Autowired
    ReportFacts facts;

    @Autowired
    PodOutcomes pods;

    @BeforeEach
    void clear() {
        recorded.clear();
        cluster.access(review -> true);
    }

    @AfterEach
    void letAllIn() {
        cluster.access(review -> true);
    }

    private ReportedHistory history() {
        return new ReportedHistory(recorder, jdbc);
    }

    /** Each letter is a run of its own, each at a commit of its own in the first line. */
    @ParameterizedTest
    @CsvSource({
        // at commits  , attempts, attempts failures infrastructure, flakes of inputs, flips of branch, broken
        "1 2 3 4 5     , PPFFF   , 5 3 0, 0/5, 0 0  , 1",
        "1 2 3 4 5     , PFPFF   , 5 3 0, 0/5, 3 0.75 , 0",
        "1 1 1 1 1     , PPFFF   , 5 3 0, 0/1, 0 0  , 1",
        "1 1 1 1 1     , PPPFF   , 5 2 0, 1/1, 1 0.25 , 0",
        "1 1 1 1 1     , FFFPP   , 5 3 0, 0/1, 0 0  , 1",
        "1 1 1 1 1     , FFFPF   , 5 4 0, 1/1, 1 1  , 1",
        "1 1 2 2 2     , FPPPP   , 5 1 0, 1/2, 1 0.25 , 0",
        "1 2 1 2 1     , FPPPP   , 5 1 0, 1/2, 1 0.25 , 0",
        "1 1 1 1 1     , IPIPI   , 2 0 3, 0/1, 0 0  , 0",
        "1 1 1 1 1     , CPCPC   , 2 0 0, 0/1, 0 0  , 0",
        "1 1 1 1 1     , FCFIF   , 3 3 1, 0/1, 0      , 1",
        "1 1 1 1 1     , TPPPP   , 5 1 0, 1/1, 1 0.25 , 0",
        "1 1 1 1 1     , FFFFF   , 5 5 0, 0/1, 0      , 1",
    })
    void flakesAreFailuresBesideSuccessesOfTheSameInputs(
            String commits, String letters, String counts, String flakes, String flips, String broken) {
        for (int i = 0; i < letters.length(); i++) {
            String commit = "c" + commits.split(" ")[i];
            history().run("run-" + i, 100 * i, commit, "main", "test=" + letters.charAt(i));
        }

        assertThat(flakiness(""))
                .containsExactly("test %s inputs %s commit %s flips %s broken %s"
                        .formatted(counts, flakes, flakes, flips, broken));
    }

    @Test
    void retriesOfTektonAndOfThisServiceCountAsRunsOfTheSameCommitDo() {
        history().run("one", 0, "c1", "main", "tekton=FP", "ours=F", "sibling=F", "good=PP");
        history().retry("one-r1", "one", 1, 100, "c1", "ours=P", "sibling=F");
        history().run("two", 200, "c1", "topic", "sibling=P");

        assertThat(flakiness(""))
                .containsExactlyInAnyOrder(
                        "tekton 2 1 0 inputs 1/1 commit 1/1 flips 1 1 broken 0",
                        "ours 2 1 0 inputs 1/1 commit 1/1 flips 1 1 broken 0",
                        "sibling 3 2 0 inputs 1/1 commit 1/1 flips 0 0 broken 0",
                        "good 2 0 0 inputs 0/1 commit 0/1 flips 0 0 broken 0");
        assertThat(wasted()).containsExactlyInAnyOrder("tekton 60 0", "ours 60 0", "sibling 120 0", "good 0 0");
    }

    @Test
    void combinationsOfAMatrixAreComparedWithThemselves() {
        history().run("one", 0, "c1", "main", "build-0=P", "build-1=F");
        assertThat(flakiness("")).containsExactly("build 2 1 0 inputs 0/2 commit 0/2 flips 0 broken 0");

        history().retry("one-r1", "one", 1, 100, "c1", "build-1=P");
        assertThat(flakiness("")).containsExactly("build 3 1 0 inputs 1/2 commit 1/2 flips 1 1 broken 0");
    }

    @Test
    void otherParamsDoNotMakeAnotherCombination() {
        history().run("one", 0, "c1", "main", "build-0=P", "build-1=F");
        history().run("two", 100, "c2", "main", "build-0=P", "build-1=P");
        history().run("three", 200, "c2", "main", "build-0=P", "build-1=F");
        jdbc.sql("update task_run set inputs_hash = 1 where name = 'three-build-1'")
                .update();

        assertThat(flakiness("")).containsExactly("build 6 2 0 inputs 0/5 commit 1/4 flips 2 0.5 broken 0");
    }

    @Test
    void otherInputsAtTheSameCommitAreAFlakeOfTheCommitAlone() {
        history().run("one", 0, "c1", "main", "test=F");
        history().run("two", 100, "c1", "main", "test=P");
        jdbc.sql("update task_run set inputs_hash = 1 where name = 'two-test'").update();
        history().run("unknown", 200, "", "main", "test=F");

        assertThat(flakiness("")).containsExactly("test 3 2 0 inputs 0/2 commit 1/1 flips 2 1 broken 0");
    }

    @Test
    void aFailureThatTurnsOutToBeOfTheClusterIsCountedSo() {
        history().run("one", 0, "c1", "main", "test=F");
        assertThat(flakiness("")).containsExactly("test 1 1 0 inputs 0/1 commit 0/1 flips 0 broken 0");
        assertThat(failedBecauseOf("USER_CODE")).containsExactly("one");

        jdbc.sql("update task_attempt set pod_name = 'pod'").update();
        pods.record(List.of(new PodOutcome(
                uid("pod"),
                uid("one-test"),
                "one-test",
                "ci",
                "pod",
                1,
                null,
                "Failed",
                null,
                null,
                true,
                START,
                null,
                List.of())));
        assertThat(flakiness("")).containsExactly("test 0 0 1 inputs 0/0 commit 0/0 flips 0 broken 0");
        assertThat(failedBecauseOf("USER_CODE")).isEmpty();
        assertThat(failedBecauseOf("INFRASTRUCTURE")).containsExactly("one");
    }

    private List<String> failedBecauseOf(String failureClass) {
        return api.document(
                        "{ pipelineRuns(filter: {failureClasses: [%s]}) { nodes { name } } }".formatted(failureClass))
                .execute()
                .path("pipelineRuns.nodes[*].name")
                .entityList(String.class)
                .get();
    }

    @Test
    void aPlanWarnsThatNoRetryHasHelpedAfterSuchAFailure() {
        UUID run = recorded.recordFirstRun("a-chain-stops-at-its-middle-task", "futile");
        jdbc.sql("""
                        insert into report_series
                        select hash_of_series(namespace, pipeline_name, 'compile', null), namespace, pipeline_name, 'compile', null
                          from pipeline_run where uid = ?
                        """).param(run).update();
        retriesOfCompileFailed(run, 4);
        assertThat(warnings()).doesNotContain("NEVER_RECOVERED_BY_RETRY compile");

        retriesOfCompileFailed(run, 1);
        assertThat(warnings()).contains("NEVER_RECOVERED_BY_RETRY compile");
        jdbc.sql("update retry_outcome set failure_class = 'TIMEOUT'").update();
        assertThat(warnings()).doesNotContain("NEVER_RECOVERED_BY_RETRY compile");
        jdbc.sql(
                        "update retry_outcome set failure_class = 'USER_CODE', recovered = true where ctid = (select min(ctid) from retry_outcome)")
                .update();
        assertThat(warnings()).doesNotContain("NEVER_RECOVERED_BY_RETRY compile");
    }

    private void retriesOfCompileFailed(UUID run, int lineages) {
        jdbc.sql("""
                        insert into retry_outcome
                        select gen_random_uuid(), hash_of_series(namespace, pipeline_name, 'compile', null), null, 'USER_CODE', now(), false
                          from pipeline_run, generate_series(1, ?) where uid = ?
                        """).params(lineages, run).update();
    }

    /** Of the plan, which are also those of the retryability. */
    private List<String> warnings() {
        JsonNode run = api.document(
                        "{ pipelineRuns(filter: {namespaces: [\"futile\"]}) { nodes { id retryability { warnings { code tasks } } } } }")
                .execute()
                .path("pipelineRuns.nodes[0]")
                .entity(JsonNode.class)
                .get();
        JsonNode plan = api.document("{ retryPlan(input: {runId: \"%s\"}) { warnings { code tasks } } }"
                        .formatted(run.path("id").asString()))
                .execute()
                .path("retryPlan")
                .entity(JsonNode.class)
                .get();
        List<String> warnings = texts(plan.path("warnings"));
        assertThat(texts(run.at("/retryability/warnings"))).isEqualTo(warnings);
        return warnings;
    }

    @Test
    void aRetryThatEndsBeforeItRunsATaskSavesNothing() {
        history().run("one", 0, "c1", "main", "compile=P", "test=F");
        history().retry("one-r1", "one", 1, 100, "c1", "test=F");
        jdbc.sql("delete from task_attempt where task_run_uid = ?")
                .param(uid("one-r1-test"))
                .update();

        assertThat(figures("groupBy: NAMESPACE, first: 1"))
                .containsExactly("ci 1 1 0/1 manual 1 automatic 0 saved 0 wasted 0 recovery");
    }

    @Test
    void aStreakThatBeganBeforeTheTimeRangeIsAStreak() {
        for (int day = 0; day < 5; day++) {
            history().run("run-" + day, 1440 * day, "c" + day, "main", "test=F");
        }

        assertThat(flakinessDuring(START.plusSeconds(86_400 * 2), 3))
                .containsExactly("test 3 3 0 inputs 0/3 commit 0/3 flips 0 broken 1");
        assertThat(flakinessDuring(START.plusSeconds(86_400 * 3), 2))
                .containsExactly("test 2 2 0 inputs 0/2 commit 0/2 flips 0 broken 0");
    }

    @Test
    void tasksWithoutARevisionCountEachAttemptAsAnExecution() {
        for (int run = 0; run < 5; run++) {
            history().run("run-" + run, 100 * run, "", "main", run % 2 == 0 ? "test=P" : "test=F");
        }

        assertThat(ask("taskFlakiness(first: 9) { rows { taskName flips flipRate } }")
                        .toString())
                .isEqualTo("{\"taskFlakiness\":{\"rows\":[{\"taskName\":\"test\",\"flips\":4,\"flipRate\":1}]}}");
    }

    @Test
    void aReportSaysWhichDaysItCounts() {
        assertThat(api.document(
                                "{ reports(filter: {during: {from: \"2026-11-20T10:00:00Z\", to: \"2026-11-21T00:00:01Z\"}}) { from to } }")
                        .execute()
                        .path("reports")
                        .entity(JsonNode.class)
                        .get()
                        .toString())
                .isEqualTo("{\"from\":\"2026-11-20T00:00:00.000Z\",\"to\":\"2026-11-22T00:00:00.000Z\"}");
    }

    @Test
    void timeIsSavedComparedWithACompleteRun() {
        lineages();

        assertThat(texts(ask("retries(first: 1) { rows { figures { timeSaved } } }")
                        .at("/retries/rows")))
                .as("every run takes as long")
                .containsExactly("0");
        jdbc.sql("update pipeline_run set finished_at = started_at + interval '4 min' where name = 'two-r1'")
                .update();
        touch("two-r1");
        assertThat(texts(ask("retries(first: 1) { rows { figures { timeSaved } } }")
                        .at("/retries/rows")))
                .containsExactly("360");
    }

    private void touch(String name) {
        jdbc.sql("""
                        insert into change (seq, at, kind, run_uid, root_uid, namespace)
                        select (select max(seq) + 1 from change), now(), 'RUN_UPDATED', uid, root_uid, namespace
                          from pipeline_run where uid = ?
                        """).param(uid(name)).update();
    }

    @Test
    void aChildThatItsRunDoesNotNameIsNotCounted() {
        history().run("one", 0, "c1", "main", "test=P");
        jdbc.sql("update pipeline_task set child_names = '[]'").update();

        assertThat(flakiness("")).isEmpty();
    }

    @Test
    void aRateHasItsInterval() {
        for (int i = 0; i < 10; i++) {
            history().run("run-" + i, 10 * i, "c" + i, "main", "test=" + (i < 2 ? "FP" : "P"));
        }

        JsonNode rate = ask("taskFlakiness(first: 1) { rows { sameInputs { count total rate low high } } }")
                .at("/taskFlakiness/rows/0/sameInputs");
        assertThat(rate.path("rate").asDouble()).isEqualTo(0.2);
        // As R says: binom.confint(2, 10, method = "wilson")
        assertThat(rate.path("low").asDouble()).isCloseTo(0.05668215, within(1e-6));
        assertThat(rate.path("high").asDouble()).isCloseTo(0.5098375, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 0.7934507",
        "1, 1, 0.2065493, 1",
        "1, 2, 0.0945312, 0.9054688",
        "0, 10, 0, 0.2775328",
        "40, 100, 0.3094013, 0.4979974",
        "9999, 10000, 0.9994338, 0.9999823"
    })
    void intervalsAreThoseOfWilson(long hits, long trials, double low, double high) {
        assertThat(bound("wilson_low", hits, trials)).isCloseTo(low, within(1e-6));
        assertThat(bound("wilson_high", hits, trials)).isCloseTo(high, within(1e-6));
    }

    private double bound(String function, long hits, long trials) {
        return jdbc.sql("select %s(%d, %d)".formatted(function, hits, trials))
                .query(Double.class)
                .single();
    }

    @Test
    void aRetryIsWorthWhatItRecovered() {
        history().run("one", 0, "c1", "main", "compile=P", "test=F");
        history().retry("one-r1", "one", 1, 100, "c1", "test=F");
        history().retry("one-r2", "one", 2, 200, "c1", "test=P");
        history().run("two", 300, "c2", "main", "compile=P", "test=F");
        history().retry("two-r1", "two", 1, 400, "c2", "test=F");
        history().run("three", 500, "c3", "main", "compile=I", "test=P");
        history().retry("three-r1", "three", 1, 600, "c3", "compile=P");
        history().run("four", 700, "c4", "main", "compile=P", "test=F");
        history().run("five", 800, "c5", "main", "compile=P", "test=F");
        history().retry("five-r1", "five", 1, 900, "c5", "test=C");

        assertThat(texts(ask("retryWorth(first: 10) { rows { taskName failureClass recovered { count total rate } } }")
                        .at("/retryWorth/rows")))
                .containsExactly("test USER_CODE 1 2 0.5", "compile INFRASTRUCTURE 1 1 1");
    }

    @Test
    void theFiguresOfRetriesAreThoseOfTheLineages() {
        lineages();

        assertThat(figures("groupBy: NAMESPACE, first: 10"))
                .containsExactly("ci 5 4 2/3 manual 4 automatic 1 saved 240 wasted 300 recovery 10500 2");
        assertThat(figures("groupBy: REPOSITORY, first: 10"))
                .containsExactly("acme/app 5 4 2/3 manual 4 automatic 1 saved 240 wasted 300 recovery 10500 2");
        assertThat(figures("groupBy: TASK, first: 10"))
                .containsExactly(
                        "ci pipeline test 5 3 1/2 manual 3 automatic 1 saved 60 wasted 240 recovery 12000 1",
                        "ci pipeline compile 5 1 1/1 manual 1 automatic 0 saved 180 wasted 60 recovery 9000 1");
    }

    private void lineages() {
        history().run("one", 0, "c1", "main", "compile=P", "test=F");
        history().retry("one-r1", "one", 1, 100, "c1", "test=F");
        history().retry("one-r2", "one", 2, 200, "c1", "test=P");
        history().run("two", 1500, "c2", "main", "compile=P", "test=F");
        history().retry("two-r1", "two", 1, 1600, "c2", "test=F");
        jdbc.sql("update pipeline_run set retry_automatic = true where name = 'two-r1'")
                .update();
        history().run("three", 1700, "c3", "main", "compile=I", "test=P");
        history().retry("three-r1", "three", 1, 1850, "c3", "compile=P");
        history().run("four", 1900, "c4", "main", "compile=P", "test=P");
        history().run("five", 2000, "c5", "main", "compile=P", "test=F");
        history().retry("five-r1", "five", 1, 2100, "c5", "test=C");
        history().run("cancelled", 2200, "c6", "main", "compile=P", "test=C");
    }

    @Test
    void bucketsHoldTheLineagesOfTheirFirstRuns() {
        lineages();

        assertThat(texts(
                        ask("retries(groupBy: NAMESPACE, interval: DAY, first: 1) { rows { buckets { start figures { runs failedRuns recovered { count total } } } } }")
                                .at("/retries/rows/0/buckets")))
                .containsExactly("2026-11-24T00:00:00.000Z 1 1 1 1", "2026-11-25T00:00:00.000Z 4 3 1 2");
        assertThat(texts(
                        ask("retries(groupBy: NAMESPACE, interval: WEEK, first: 1) { rows { buckets { start figures { runs } } } }")
                                .at("/retries/rows/0/buckets")))
                .containsExactly("2026-11-23T00:00:00.000Z 5");
    }

    @Test
    void durationsOfRetriesStandApart() {
        lineages();

        assertThat(texts(
                        ask("retries(first: 1) { rows { figures { duration { p50 p95 sampleSize } retryDuration { p50 p95 sampleSize } } } }")
                                .at("/retries/rows")))
                .containsExactly("600 600 5 600 600 4");
    }

    @Test
    void filtersNarrowAndTotalsSayHowMuchThereIs() {
        history().run("one", 0, "c1", "main", "compile=P", "test=F");
        history().run("two", 100, "c1", "topic", "compile=P", "test=P");

        assertThat(flakiness("taskNames: [\"test\"], branch: \"main\""))
                .containsExactly("test 1 1 0 inputs 0/1 commit 0/1 flips 0 broken 0");
        assertThat(flakiness("pipelineNames: [\"other\"]")).isEmpty();
        assertThat(flakiness("repositories: [\"acme/app\"]")).hasSize(2);
        assertThat(flakiness("namespaces: [\"other\"]")).isEmpty();
        JsonNode first = ask("taskFlakiness(first: 1, minimumExecutions: 1) { total rows { taskName } }");
        assertThat(first.toString()).isEqualTo("{\"taskFlakiness\":{\"total\":2,\"rows\":[{\"taskName\":\"test\"}]}}");
        assertThat(ask("taskFlakiness(first: 1) { total }")
                        .at("/taskFlakiness/total")
                        .asInt())
                .as("with fewer than five executions")
                .isZero();
    }

    @Test
    void onlyTheNamespacesOfTheCallerCount() {
        history().run("mine", 0, "c1", "main", "test=F");
        history().runIn("hidden", "theirs", 0, "c1", "test=P", "secret=FP");
        Rights.of(cluster, Set.of("list pipelineruns ci"));

        assertThat(flakiness("")).containsExactly("test 1 1 0 inputs 0/1 commit 0/1 flips 0 broken 0");
        assertThat(flakiness("namespaces: [\"hidden\"]")).isEmpty();
        assertThat(figures("groupBy: REPOSITORY, first: 10"))
                .containsExactly("acme/app 1 1 0/0 manual 0 automatic 0 saved 0 wasted 0 recovery");
    }

    @Test
    void refuseWhatWouldTakeTooLongOrMeansNothing() {
        isRefused(
                "during: {from: \"1900-01-01T00:00:00Z\"}",
                "taskFlakiness(first: 1) { total }",
                "spans more than 92 days");
        isRefused(
                "during: {from: \"2026-02-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\"}",
                "retries(first: 1) { total }",
                "`during` ends before it begins");
        isRefused("", "retries(first: 101) { total }", "`first` is 101; it must be between 1 and 100");
        isRefused("", "retryWorth(first: 0) { total }", "`first` is 0; it must be between 1 and 100");
        isRefused("", "retries(first: 1, interval: HOUR) { total }", "has more than 200 buckets of one HOUR each");
        isRefused("taskNames: [\"a\"]", "retries(first: 1) { total }", "only if they are grouped by TASK");
        isRefused("", "taskFlakiness(first: 1, minimumExecutions: -1) { total }", "must not be negative");
        isRefused("", "retries(first: 1, interval: DECADE) { total }", "DECADE");
    }

    @Test
    void askingForManyReportsAtOnceIsTooMuch() {
        String many = Stream.iterate(0, i -> i + 1)
                .limit(26)
                .map(i -> "r%d: taskFlakiness(first: 1) { total }".formatted(i))
                .reduce("", String::concat);

        api.document("{ reports { %s } }".formatted(many))
                .execute()
                .errors()
                .satisfy(errors -> assertThat(errors)
                        .singleElement()
                        .satisfies(error -> assertThat(error.getExtensions()).containsEntry("code", "LIMIT_EXCEEDED")));
    }

    @Test
    void aReportIsOneStatementHoweverManyTasksThereAre() {
        history().run("one", 0, "c1", "main", "test=F");
        String report = "taskFlakiness(first: 100, minimumExecutions: 0) { total rows { taskName } }";
        catchUp();
        List<String> forOne = statements.during(() -> ask(report));
        String[] tasks = Stream.iterate(0, i -> i + 1)
                .limit(120)
                .map(i -> "task" + i + "x=FP")
                .toArray(String[]::new);
        history().run("two", 10, "c2", "main", tasks);
        catchUp();

        assertThat(statements.during(() ->
                        assertThat(ask(report).at("/taskFlakiness/rows").size()).isEqualTo(100)))
                .hasSameSizeAs(forOne);
    }

    private void isRefused(String filter, String report, String message) {
        execute(filter, report)
                .errors()
                .satisfy(errors -> assertThat(errors).singleElement().satisfies(error -> {
                    assertThat(error.getMessage()).contains(message);
                    assertThat(error.getExtensions()).containsEntry("code", "INVALID_INPUT");
                }));
    }

    private List<String> flakinessDuring(Instant from, int days) {
        return flakinessOf("during: {from: \"%s\", to: \"%s\"}".formatted(from, from.plusSeconds(86_400L * days)));
    }

    private List<String> flakiness(String filter) {
        return flakinessOf(DURING + " " + filter);
    }

    private List<String> flakinessOf(String filter) {
        return execute(filter, """
                        taskFlakiness(first: 100, minimumExecutions: 0) { rows {
                          taskName attempts failures infrastructureFailures sameInputs { count total } sameCommit { count total }
                          flips flipRate brokenStreaks } }
                        """).path("reports.taskFlakiness.rows[*]").entityList(JsonNode.class).get().stream()
                .map(row -> "%s %s %s %s inputs %s/%s commit %s/%s flips %s%s broken %s"
                        .formatted(
                                row.path("taskName").asString(),
                                row.path("attempts"),
                                row.path("failures"),
                                row.path("infrastructureFailures"),
                                row.at("/sameInputs/count"),
                                row.at("/sameInputs/total"),
                                row.at("/sameCommit/count"),
                                row.at("/sameCommit/total"),
                                row.path("flips"),
                                row.path("flipRate").isNull() ? "" : " " + row.path("flipRate"),
                                row.path("brokenStreaks")))
                .toList();
    }

    private List<String> wasted() {
        return texts(
                ask("taskFlakiness(first: 100, minimumExecutions: 0) { rows { taskName computeWastedFlaky computeWastedNotFlaky } }")
                        .at("/taskFlakiness/rows"));
    }

    private List<String> figures(String arguments) {
        return ask("""
                        retries(%s) { rows { namespace pipelineName taskName repository figures {
                          runs failedRuns recovered { count total } manualRetries automaticRetries computeSaved computeWasted
                          timeToRecovery { p50 sampleSize } } } }
                        """.formatted(arguments))
                .at("/retries/rows")
                .valueStream()
                .map(row -> {
                    JsonNode figures = row.path("figures");
                    String key = Stream.of("namespace", "pipelineName", "taskName", "repository")
                            .map(row::path)
                            .filter(part -> !part.isNull())
                            .map(JsonNode::asString)
                            .reduce((one, other) -> one + " " + other)
                            .orElse("");
                    JsonNode recovery = figures.path("timeToRecovery");
                    return "%s %s %s %s/%s manual %s automatic %s saved %s wasted %s recovery%s"
                            .formatted(
                                    key,
                                    figures.path("runs"),
                                    figures.path("failedRuns"),
                                    figures.at("/recovered/count"),
                                    figures.at("/recovered/total"),
                                    figures.path("manualRetries"),
                                    figures.path("automaticRetries"),
                                    figures.path("computeSaved").asLong(),
                                    figures.path("computeWasted").asLong(),
                                    recovery.isNull()
                                            ? ""
                                            : " %s %s"
                                                    .formatted(
                                                            recovery.path("p50").asLong(),
                                                            recovery.path("sampleSize")));
                })
                .toList();
    }

    /** The leaves of each row. */
    private static List<String> texts(JsonNode rows) {
        return rows.valueStream().map(ReportsIT::text).toList();
    }

    private static String text(JsonNode node) {
        return node.isContainer()
                ? node.valueStream()
                        .map(ReportsIT::text)
                        .reduce((one, other) -> one + " " + other)
                        .orElse("")
                : node.asString();
    }

    private JsonNode ask(String report) {
        return execute(DURING, report).path("reports").entity(JsonNode.class).get();
    }

    private void catchUp() {
        boolean isMoreLeft = true;
        while (isMoreLeft) {
            isMoreLeft = facts.advance(100);
        }
    }

    private Response execute(String filter, String report) {
        catchUp();
        return api.document("{ reports(filter: {%s}) { %s } }".formatted(filter, report))
                .execute();
    }
}
