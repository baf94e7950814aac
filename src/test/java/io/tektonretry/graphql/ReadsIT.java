package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.RunRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

@GraphQlContext
class ReadsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    private Recorded recorded;

    @BeforeEach
    void clear() {
        recorded = new Recorded(jdbc, recorder);
        recorded.clear();
    }

    @Test
    void listsTheRunsThatFailed() {
        recorded.record("a-chain-stops-at-its-middle-task");
        recorded.record("a-run-succeeds");

        api.documentName("failedRuns").execute().path("pipelineRuns.nodes").matchesJson("""
                [{"namespace": "rec-chain", "name": "app-release-glc9x", "status": "FAILED"}]
                """);
    }

    @Test
    void findsTheResultsOfARunByItsName() {
        recorded.record("pipeline-results-come-from-succeeded-and-failed-tasks");

        api.documentName("resultsByName")
                .variable("namespace", "rec-plresults")
                .variable("name", "results-of-all")
                .execute()
                .path("pipelineRun.results")
                .matchesJsonStrictly("""
                        [{"name": "image", "value": "img:1"}, {"name": "verdict", "value": "red"},
                         {"name": "both", "value": "img:1-red"}, {"name": "list", "value": ["img:1", "red"]},
                         {"name": "card", "value": {"image": "img:1", "verdict": "red"}}]
                        """);
    }

    @Test
    void computesTheResultsOfARetryFromWhatItRanAndWhatItReused() {
        recorded.record("pipeline-results-come-from-succeeded-and-failed-tasks");

        api.documentName("resultsByName")
                .variable("namespace", "rec-plresults")
                .variable("name", "results-of-all-r1")
                .execute()
                .path("pipelineRun.results")
                .matchesJson("""
                        [{"name": "image", "value": "img:1"}, {"name": "verdict", "value": "green"},
                         {"name": "both", "value": "img:1-green"}, {"name": "list", "value": ["img:1", "green"]},
                         {"name": "card", "value": {"image": "img:1", "verdict": "green"}},
                         {"name": "link", "value": "https://ship.example/1"}]
                        """);
    }

    @Test
    void showsTheResultsOfALineage() {
        recorded.record("pipeline-results-come-from-succeeded-and-failed-tasks");

        api.documentName("resultsOfLineage")
                .variable("namespace", "rec-plresults")
                .variable("name", "results-of-all")
                .execute()
                .path("pipelineRun.lineage.results")
                .matchesJson("""
                        [{"name": "image", "value": "img:1"}, {"name": "verdict", "value": "green"},
                         {"name": "both", "value": "img:1-green"}, {"name": "list", "value": ["img:1", "green"]},
                         {"name": "card", "value": {"image": "img:1", "verdict": "green"}},
                         {"name": "link", "value": "https://ship.example/1"}]
                        """);
    }

    @Test
    void showsARetryWithItsLineageAndWhatItReused() {
        recorded.record("a-chain-stops-at-its-middle-task");
        String root = id("app-release-glc9x");

        api.documentName("runWithLineage")
                .variable("id", id("app-release-glc9x-r1"))
                .execute()
                .path("node")
                .matchesJsonStrictly("""
                {
                  "name": "app-release-glc9x-r1", "status": "SUCCEEDED", "attemptNumber": 2,
                  "retryOf": {"id": "%s"},
                  "retries": {"nodes": []},
                  "lineage": {"outcome": "RECOVERED", "root": {"name": "app-release-glc9x"}},
                  "tasks": {"nodes": [
                    {"name": "fetch", "status": "REUSED", "attemptCount": 0,
                     "reusedFrom": {"run": {"name": "app-release-glc9x"}}, "attempts": {"nodes": []}},
                    {"name": "compile", "status": "SUCCEEDED", "attemptCount": 1, "reusedFrom": null,
                     "attempts": {"nodes": [{"number": 2, "status": "SUCCEEDED", "reason": "Succeeded"}]}},
                    {"name": "publish", "status": "SUCCEEDED", "attemptCount": 1, "reusedFrom": null,
                     "attempts": {"nodes": [{"number": 1, "status": "SUCCEEDED", "reason": "Succeeded"}]}}
                  ]}
                }
                """.formatted(root));
    }

    @Test
    void answersEveryFieldOfARun() {
        recorded.record("a-flaky-task-recovers-by-itself-but-another-fails");

        Response response = api.documentName("everythingOfARun")
                .variable("namespace", "rec-flaky")
                .variable("name", "flaky-fetch")
                .execute();

        response.path("pipelineRun").matchesJson("""
                {"name": "flaky-fetch", "pipelineName": "flaky-fetch", "status": "FAILED", "reason": "Failed",
                 "labels": [{"key": "tekton.dev/pipeline", "value": "flaky-fetch"}],
                 "attemptNumber": 1, "retryInfo": null,
                 "manifest": {"apiVersion": "tekton.dev/v1", "kind": "PipelineRun", "metadata": {"name": "flaky-fetch"}},
                 "lineage": {"attemptCount": 2, "outcome": "RECOVERED",
                             "runs": {"totalCount": {"value": 2, "isExact": true}}},
                 "tasks": {"totalCount": 2}}
                """);
        response.path("pipelineRun.tasks.nodes[?(@.name == 'fetch')].attempts.nodes[*]")
                .matchesJson("""
                [{"number": 1, "numberInTaskRun": 1, "cause": "INITIAL", "status": "FAILED",
                  "failureClass": "USER_CODE"},
                 {"number": 2, "numberInTaskRun": 2, "cause": "AUTOMATIC_RETRY", "status": "SUCCEEDED", "failureClass": null,
                  "results": [{"name": "source", "type": "STRING", "value": "mirror-2"}]}]
                """);
        response.path("pipelineRun.tasks.nodes[?(@.name == 'check')].lineageAttempts.nodes[*]")
                .matchesJson("""
                [{"number": 1, "cause": "INITIAL", "run": {"name": "flaky-fetch"}},
                 {"number": 2, "cause": "MANUAL_RETRY", "run": {"name": "flaky-fetch-r1"}}]
                """);
        response.path("pipelineRun.createdAt").entity(String.class).matches(time -> time.endsWith("Z"));
        response.path("pipelineRun.duration").entity(Double.class).matches(seconds -> seconds > 0);
    }

    @Test
    void numbersTheCombinationsOfAMatrix() {
        recorded.record("two-of-six-matrix-combinations-fail");

        api.documentName("everythingOfARun")
                .variable("namespace", "rec-matrix")
                .variable("name", "matrix-build")
                .execute()
                .path("pipelineRun.tasks.nodes[?(@.name == 'build')].attempts.nodes[*].matrixIndex")
                .entityList(Integer.class)
                .containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void tellsARerunOfTheDashboardFromARetryOfItsOwn() {
        recorded.record("the-dashboard-reruns-a-failed-run");
        String rerun = jdbc.sql("select name from pipeline_run where attempt_number = 2")
                .query(String.class)
                .single();

        api.documentName("everythingOfARun")
                .variable("namespace", "rec-dashboard")
                .variable("name", rerun)
                .execute()
                .path("pipelineRun.retryInfo")
                .matchesJsonStrictly("""
                        {"requestedBy": null, "origin": "TEKTON_DASHBOARD", "inferred": true, "reason": null}
                        """);
    }

    @Test
    void findsEveryObjectAgainByItsId() {
        recorded.record("a-chain-stops-at-its-middle-task");
        Response run = api.documentName("everythingOfARun")
                .variable("namespace", "rec-chain")
                .variable("name", "app-release-glc9x-r1")
                .execute();
        String unknown = new NodeId.Run(new UUID(1, 2)).encoded();
        List<String> ids = List.of(
                run.path("pipelineRun.id").entity(String.class).get(),
                run.path("pipelineRun.lineage.id").entity(String.class).get(),
                unknown,
                run.path("pipelineRun.tasks.nodes[0].id").entity(String.class).get(),
                run.path("pipelineRun.tasks.nodes[0].reusedFrom.id")
                        .entity(String.class)
                        .get());

        api.documentName("nodes").variable("ids", ids).execute().path("nodes").matchesJsonStrictly("""
                [{"__typename": "PipelineRun", "id": "%s"}, {"__typename": "RetryLineage", "id": "%s"}, null,
                 {"__typename": "PipelineTask", "id": "%s"}, {"__typename": "TaskAttempt", "id": "%s"}]
                """.formatted(
                        ids.get(0), ids.get(1), ids.get(3), ids.get(4)));
    }

    @Test
    void readsAllRunsPageByPageForwardsAndBackwards() {
        recorded.record("a-run-succeeds", 7);
        List<String> all = page(Map.of("first", 100))
                .path("pipelineRuns.nodes[*].uid")
                .entityList(String.class)
                .get();
        assertThat(all).hasSize(14);

        assertThat(walk("first", "after", "endCursor", "hasNextPage")).isEqualTo(all);
        List<String> backwards = walk("last", "before", "startCursor", "hasPreviousPage");
        assertThat(backwards).containsExactlyInAnyOrderElementsOf(all);
        assertThat(backwards.subList(0, 3)).isEqualTo(all.subList(11, 14));
    }

    @Test
    void countsAlsoAnEmptyPage() {
        Response page = page(Map.of("filter", Map.of("namespaces", List.of("nobody"))));

        page.path("pipelineRuns").matchesJsonStrictly("""
                {"nodes": [], "totalCount": {"value": 0, "isExact": true},
                 "pageInfo": {"hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null}}
                """);
    }

    @Test
    void listsWhatAllConditionsLetThrough() {
        recorded.record("the-dashboard-reruns-a-failed-run");
        recorded.record("a-chain-stops-at-its-middle-task");

        assertThat(count(Map.of("labels", List.of(Map.of("key", "team"))))).isEqualTo(2);
        assertThat(count(Map.of("labels", List.of(Map.of("key", "team", "values", List.of("greeters", "others"))))))
                .isEqualTo(2);
        assertThat(count(Map.of("labels", List.of(Map.of("key", "team", "values", List.of("others"))))))
                .isZero();
        assertThat(count(Map.of("pipelineNames", List.of("app-release")))).isEqualTo(2);
        assertThat(count(Map.of("pipelineNames", List.of("app-release"), "statuses", List.of("FAILED"))))
                .isEqualTo(1);
        assertThat(count(Map.of("pipelineNames", List.of("app-release"), "latestAttemptOnly", true)))
                .isEqualTo(1);
        assertThat(count(Map.of("createdAt", Map.of("to", "2026-11-23T00:00:00Z"))))
                .isZero();
        assertThat(count(Map.of("createdAt", Map.of("from", "2026-11-23T00:00:00+01:00"))))
                .isEqualTo(4);
    }

    private int count(Map<String, Object> filter) {
        return page(Map.of("filter", filter))
                .path("pipelineRuns.totalCount.value")
                .entity(Integer.class)
                .get();
    }

    private List<String> walk(String size, String cursor, String next, String hasNext) {
        List<String> found = new ArrayList<>();
        Response page = page(Map.of(size, 3));
        found.addAll(
                page.path("pipelineRuns.nodes[*].uid").entityList(String.class).get());
        while (page.path("pipelineRuns.pageInfo." + hasNext)
                .entity(Boolean.class)
                .get()) {
            String from = page.path("pipelineRuns.pageInfo." + next)
                    .entity(String.class)
                    .get();
            page = page(Map.of(size, 3, cursor, from));
            found.addAll(page.path("pipelineRuns.nodes[*].uid")
                    .entityList(String.class)
                    .get());
        }
        return found;
    }

    private Response page(Map<String, Object> variables) {
        return api.documentName("pageOfRuns").variables(variables).execute();
    }

    private String id(String name) {
        UUID uid = jdbc.sql("select uid from pipeline_run where name = ?")
                .param(name)
                .query(UUID.class)
                .single();
        return new NodeId.Run(uid).encoded();
    }
}
