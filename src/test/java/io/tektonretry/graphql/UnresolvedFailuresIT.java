package io.tektonretry.graphql;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.ClusterEvidence;
import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.Recording;
import io.tektonretry.history.RunFailures;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.postgres.StatementLog;
import io.tektonretry.tekton.TektonKeys;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which failures nobody has dealt with, and what made the runs fail. */
@GraphQlContext
class UnresolvedFailuresIT {

    private static final String PAC = "pipelinesascode.tekton.dev/";

    private static final String SPAN = "createdAt: {from: \"%s\", to: \"%s\"}"
            .formatted(START.minusSeconds(86_400 * 60), START.plusSeconds(86_400 * 20));

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    RunRecorder recorder;

    @Autowired
    StatementLog statements;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JdbcOperations operations;

    @Autowired
    PodOutcomes pods;

    @BeforeEach
    void clear() {
        recorded.clear();
    }

    @Test
    void areTheFailuresThatNothingCameAfter() {
        record(
                pipelineRun("failed").createdAfter(1).ended("False", "Failed"),
                pipelineRun("slow").createdAfter(2).ended("False", "PipelineRunTimeout"),
                pipelineRun("cancelled").createdAfter(3).ended("False", "Cancelled"),
                pipelineRun("good").createdAfter(4).ended("True", "Succeeded"),
                pipelineRun("running").createdAfter(5).running(),
                pipelineRun("child").createdAfter(6).ownedBy("failed").ended("False", "Failed"));

        assertThat(unresolved("")).containsExactly("slow", "failed");
        assertThat(unresolved("statuses: [CANCELLED, FAILED]")).containsExactly("cancelled", "failed");
        assertThat(unresolved("reasons: [\"PipelineRunTimeout\"]")).containsExactly("slow");
    }

    @Test
    void endWithANewerRunOfTheSameBranchOrPullRequestAtWhateverCommit() {
        record(
                ofJob("a", 1, "main", null, "c1").ended("False", "Failed"),
                ofJob("b", 2, "main", "7", "c2").ended("False", "Failed"),
                ofJob("c", 3, "other", null, "c1").ended("False", "Failed"));
        assertThat(unresolved("")).containsExactly("c", "b", "a");

        record(ofJob("d", 4, "main", null, "c3").running());
        assertThat(unresolved("")).containsExactly("c", "b");

        record(ofJob("d", 4, "main", null, "c3").version(2).ended("False", "Cancelled"));
        assertThat(unresolved("")).containsExactly("c", "b", "a");

        record(ofJob("e", 5, "topic", "7", "c4").ended("True", "Succeeded"));
        assertThat(unresolved("")).containsExactly("c", "a");

        record(ofJob("f", 6, "main", null, "c3").ended("False", "Failed"));
        assertThat(unresolved("")).containsExactly("f", "c");
    }

    @Test
    void endWithARetryThatRecovers() {
        record(
                pipelineRun("first").ended("False", "Failed"),
                pipelineRun("retry").createdAfter(9).running());
        becomesRetry("retry", "first", false);
        assertThat(unresolved("")).isEmpty();

        jdbc.sql("update pipeline_run set status = 'FAILED' where name = 'retry'")
                .update();
        assertThat(unresolved("")).containsExactly("retry");

        jdbc.sql("update pipeline_run set status = 'SUCCEEDED' where name = 'retry'")
                .update();
        assertThat(unresolved("")).isEmpty();

        becomesRetry("retry", "first", true);
        assertThat(unresolved("")).containsExactly("retry");
    }

    @Test
    void stayWhenTheRetryIsCancelledOrDeleted() {
        record(
                pipelineRun("first").ended("False", "Failed"),
                pipelineRun("retry").createdAfter(9).running());
        becomesRetry("retry", "first", false);

        for (String status : List.of("CANCELLED", "INTERRUPTED")) {
            jdbc.sql("update pipeline_run set status = ? where name = 'retry'")
                    .param(status)
                    .update();
            assertThat(unresolved("")).containsExactly("first");
            assertThat(unresolved("statuses: [FAILED, CANCELLED, INTERRUPTED]")).containsExactly("retry");
        }
    }

    @Test
    void sayWhichTasksFailedAndWhy() {
        recorded.recordFirstRun("pods-fail-for-reasons-of-the-cluster");
        jdbc.sql("update pipeline_run set created_at = ?")
                .param(Timestamp.from(START))
                .update();
        jdbc.sql("""
                        update task_attempt set finished_at = finished_at - interval '1 hour'
                         where task_run_uid in (select uid from task_run where pipeline_task_name = 'node')
                        """).update();
        Exchange exchange = new Exchange(operations);
        RunFailures.refresh(
                jdbc.sql("select uid from pipeline_run").query(UUID.class).list(), exchange);
        exchange.send();
        pods.record(List.of(PodOutcome.of(
                        ClusterEvidence.pod(
                                Recording.of("pods-fail-for-reasons-of-the-cluster")
                                        .read("TaskRun-node.json"),
                                "bad-luck-node-pod",
                                1,
                                """
                                {"phase": "Failed", "conditions": [
                                    {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByPodGC"}]}
                                """),
                        null)
                .orElseThrow()));
        jdbc.sql("""
                        insert into failure_log (task_run_uid, number, step, pod_uid, tail)
                        select a.task_run_uid, a.number, s.value ->> 0, gen_random_uuid(), E'first\\nlast line\\n \\n'
                          from task_attempt a cross join jsonb_array_elements(cast(a.steps as jsonb)) s
                         where cast(s.value ->> 1 as int) <> 0
                        """).update();

        failure().matchesJson("""
                {"run": {"name": "bad-luck", "lineage": {"outcome": "NOT_RETRIED"}}, "failureClass": "INFRASTRUCTURE",
                 "cause": {"text": "Node node-1 was removed"}, "failedTaskCount": 3,
                 "failedTasks": [
                   {"name": "node", "status": "FAILED", "failureClass": "INFRASTRUCTURE", "lastLogLine": "last line",
                    "lastLogLineMissing": null, "attempt": {"number": 1}},
                   {"name": "memory", "failureClass": "USER_CODE"}]}
                """);

        Rights.of(cluster, Set.of("list pipelineruns"));
        failure().matchesJson("""
                {"failedTasks": [{"lastLogLine": null, "lastLogLineMissing": "FORBIDDEN"}, {"lastLogLine": null}]}
                """);
    }

    @Test
    void haveOneCauseWhereOnlyNamesAndNumbersDiffer() {
        record(
                refused("a", "build-1", "pipeline run a-77777 lacks secret 0d9a9a1e-6d9a-4f7e-9a43-6d5f4b1b2c3d"),
                refused("b", "build-2", "pipeline run b-88888 lacks secret 11111111-6d9a-4f7e-9a43-6d5f4b1b2c3d"),
                refused("c", "build-2", "pipeline run c lacks a %_\\ or \u202e"));

        List<String> keys = ask(SPAN)
                .path("unresolvedFailures.nodes[*].cause.key")
                .entityList(String.class)
                .get();
        assertThat(keys.get(1)).isEqualTo(keys.get(2)).isNotEqualTo(keys.get(0));
        assertThat(ask(SPAN)
                        .path("unresolvedFailures.nodes[*].cause.text")
                        .entityList(String.class)
                        .get())
                .containsExactly(
                        "pipeline run … lacks a %_\\ or",
                        "pipeline run …-… lacks secret …", "pipeline run …-… lacks secret …");
    }

    @Test
    void areShownInTheNamespacesOfTheCaller() {
        record(
                pipelineRun("mine").ended("False", "Failed"),
                pipelineRun("theirs").namespace("hidden").ended("False", "Failed"));
        Rights.of(cluster, Set.of("list pipelineruns ci"));

        assertThat(unresolved("")).containsExactly("mine");
        assertThat(unresolved("namespaces: [\"hidden\"]")).isEmpty();
        assertThat(unresolved("namespaces: [\"hidden\", \"ci\"]")).containsExactly("mine");
        page(50).path("unresolvedFailures.totalCount.value")
                .entity(Integer.class)
                .isEqualTo(1);
    }

    @Test
    void costTheSameStatementsHoweverManyThereAre() {
        recorded.recordFirstRuns("two-of-six-matrix-combinations-fail", 31);
        List<String> forOne = statements.during(() -> page(1).path("unresolvedFailures.nodes")
                .entityList(Object.class)
                .hasSize(1));

        assertThat(statements.during(() -> page(30).path("unresolvedFailures.nodes")
                        .entityList(Object.class)
                        .hasSize(30)))
                .hasSameSizeAs(forOne);
    }

    @Test
    void arePaged() {
        record(IntStream.range(0, 5)
                .mapToObj(i -> pipelineRun("run-" + i).createdAfter(i).ended("False", "Failed"))
                .toArray(ClusterObject[]::new));
        String cursor = api.document(
                        "{ unresolvedFailures(filter: {%s}, first: 2) { pageInfo { endCursor } totalCount { value isExact } } }"
                                .formatted(SPAN))
                .execute()
                .path("unresolvedFailures.totalCount.value")
                .entity(Integer.class)
                .isEqualTo(5)
                .path("unresolvedFailures.pageInfo.endCursor")
                .entity(String.class)
                .get();

        api.document(
                        "{ unresolvedFailures(filter: {%s}, first: 3, after: \"%s\") { nodes { run { name } } pageInfo { hasNextPage hasPreviousPage } } }"
                                .formatted(SPAN, cursor))
                .execute()
                .path("unresolvedFailures")
                .matchesJsonStrictly("""
                        {"nodes": [{"run": {"name": "run-2"}}, {"run": {"name": "run-1"}}, {"run": {"name": "run-0"}}],
                         "pageInfo": {"hasNextPage": false, "hasPreviousPage": true}}
                        """);
    }

    @Test
    void refuseWhatCantBeMeantOrWouldTakeTooLong() {
        isRefused("statuses: [RUNNING]", "PENDING or RUNNING");
        isRefused("createdAt: {from: \"1900-01-01T00:00:00Z\"}", "spans more than 92 days");
        isRefused(
                "createdAt: {from: \"2026-02-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\"}",
                "`createdAt` ends before it begins");
        isRefused("source: {job: \"unit\"}", "`source` needs a `repository` or a `revision`");
    }

    @Test
    void areCountedByTheirValues() {
        record(
                pipelineRun("a").label(TektonKeys.PIPELINE, "build").ended("False", "Failed"),
                pipelineRun("b").label(TektonKeys.PIPELINE, "build").ended("True", "Succeeded"),
                pipelineRun("c")
                        .label(TektonKeys.PIPELINE, "test")
                        .namespace("hidden")
                        .ended("False", "Failed"));
        String facets =
                "%s { statuses { value count atLeast } pipelines { value count atLeast } namespaces { value count } reasons { value count } isExact }";

        Rights.of(cluster, Set.of("list pipelineruns ci"));
        api.document("{ all: pipelineRunFacets " + facets.formatted("") + " hidden: pipelineRunFacets"
                        + facets.formatted("(filter: {namespaces: [\"hidden\"]})") + " }")
                .execute()
                .path("$.data")
                .matchesJsonStrictly("""
                        {"all": {"statuses": [{"value": "FAILED", "count": 1, "atLeast": false}, {"value": "SUCCEEDED", "count": 1, "atLeast": false}],
                                 "pipelines": [{"value": "build", "count": 2, "atLeast": false}],
                                 "namespaces": [{"value": "ci", "count": 2}],
                                 "reasons": [{"value": "Failed", "count": 1}, {"value": "Succeeded", "count": 1}], "isExact": true},
                         "hidden": {"statuses": [], "pipelines": [], "namespaces": [], "reasons": [], "isExact": true}}
                        """);
    }

    private void isRefused(String filter, String message) {
        api.document("{ unresolvedFailures(filter: {%s}) { nodes { run { name } } } }".formatted(filter))
                .execute()
                .errors()
                .satisfy(errors -> assertThat(errors).singleElement().satisfies(error -> {
                    assertThat(error.getMessage()).contains(message);
                    assertThat(error.getExtensions()).containsEntry("code", "INVALID_INPUT");
                }));
    }

    private List<String> unresolved(String filter) {
        return api.document(
                        "{ unresolvedFailures(filter: {%s %s}) { nodes { run { name } } } }".formatted(SPAN, filter))
                .execute()
                .path("unresolvedFailures.nodes[*].run.name")
                .entityList(String.class)
                .get();
    }

    private Response page(int first) {
        return ask(SPAN + "}, first: " + first + ", after: null");
    }

    private GraphQlTester.Path failure() {
        return page(2).path("unresolvedFailures.nodes[0]");
    }

    private Response ask(String filter) {
        return api.document("""
                { unresolvedFailures(filter: {%s) { totalCount { value } nodes {
                    run { name lineage { outcome } } failureClass cause { key text } failedTaskCount
                    failedTasks(first: 2) { name status failureClass lastLogLine lastLogLineMissing attempt { number message } } } } }
                """.formatted(filter.contains("first:") ? filter : filter + "}"))
                .execute();
    }

    private void record(ClusterObject... objects) {
        recorder.record(Stream.of(objects).map(ClusterObject::seen).toList(), Instant.EPOCH);
    }

    private void becomesRetry(String name, String of, boolean leavesTasks) {
        jdbc.sql(
                        "update pipeline_run set base_uid = ?, root_uid = ?, retry_of_uid = ?, retry_number = 1, attempt_number = 2, leaves_tasks = ? where name = ?")
                .params(ClusterObject.uid(of), ClusterObject.uid(of), ClusterObject.uid(of), leavesTasks, name)
                .update();
    }

    private static ClusterObject refused(String name, String pipeline, String message) {
        return pipelineRun(name)
                .createdAfter(name.charAt(0))
                .label(TektonKeys.PIPELINE, pipeline)
                .ended("False", "CouldntGetTask")
                .with(json -> json.withObject("/status/conditions/0").put("message", message));
    }

    private static ClusterObject ofJob(
            String name, long after, String branch, @Nullable String pullRequest, String commit) {
        ClusterObject run = pipelineRun(name).createdAfter(after).label(PAC + "original-prname", "unit");
        return run.with(json -> {
            var annotations = json.withObject("/metadata").putObject("annotations");
            annotations.put(PAC + "url-org", "acme").put(PAC + "url-repository", "app");
            annotations.put(PAC + "sha", commit).put(PAC + "source-branch", branch);
            if (pullRequest != null) {
                annotations.put(PAC + "pull-request", pullRequest);
            }
        });
    }
}
