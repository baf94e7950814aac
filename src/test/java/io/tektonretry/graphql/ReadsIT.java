package io.tektonretry.graphql;

import io.tektonretry.TestsFault;
import io.tektonretry.graphql.relay.NodeId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a query gives of one run. */
@GraphQlContext
class ReadsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    @BeforeEach
    void clear() {
        recorded.clear();
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
                {"name": "flaky-fetch", "pipelineName": null, "status": "FAILED", "reason": "Failed",
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
    @TestsFault(35)
    void tellsARerunOfTheDashboardFromARetryOfItsOwn() {
        recorded.record("the-dashboard-reruns-a-failed-run");
        String rerun = jdbc.sql("select name from pipeline_run where retry_inferred")
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

    private String id(String name) {
        UUID uid = jdbc.sql("select uid from pipeline_run where name = ?")
                .param(name)
                .query(UUID.class)
                .single();
        return new NodeId.Run(uid).encoded();
    }
}
