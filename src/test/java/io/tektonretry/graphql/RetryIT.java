package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.history.Recording;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

@GraphQlContext
class RetryIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Autowired
    Recorded recorded;

    @BeforeEach
    void clear() {
        recorded.clear();
    }

    @Test
    void createsARunAndShowsItInTheLineage() {
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");

        Response response = api.documentName("retryPipelineRun")
                .variable("runId", id("app-release-glc9x"))
                .execute();

        response.path("retryPipelineRun.userErrors").entityList(Object.class).hasSize(0);
        response.path("retryPipelineRun.run.name").entity(String.class).isEqualTo("app-release-glc9x-r1");
        String created =
                response.path("retryPipelineRun.run.id").entity(String.class).get();
        api.documentName("runWithLineage")
                .variable("id", created)
                .execute()
                .path("node")
                .matchesJson("""
                {"name": "app-release-glc9x-r1", "status": "PENDING", "attemptNumber": 2,
                 "lineage": {"outcome": "IN_PROGRESS", "root": {"name": "app-release-glc9x"}},
                 "tasks": {"nodes": [{"name": "fetch", "status": "REUSED"}, {"name": "compile"}, {"name": "publish"}]}}
                """);
    }

    @Test
    void takesEveryOptionAndKeepsWhoAskedAndWhy() {
        recorded.recordFirstRun("a-flaky-task-recovers-by-itself-but-another-fails");

        api.documentName("retryWithOptions")
                .variable(
                        "input",
                        Map.ofEntries(
                                Map.entry("runId", id("flaky-fetch")),
                                Map.entry("strategy", "FAILED_TASKS"),
                                Map.entry("alsoRerunTasks", List.of("fetch")),
                                Map.entry("rerunIgnoredFailures", true),
                                Map.entry("finallyPolicy", "ALL"),
                                Map.entry("matrixPolicy", "WHOLE_TASK"),
                                Map.entry("onLostWorkspace", "RERUN_WORKSPACE_TASKS"),
                                Map.entry("onMissingHistory", "RERUN"),
                                Map.entry("onUnrepresentableValue", "RERUN_PRODUCER"),
                                Map.entry("onMissingDependency", "WARN"),
                                Map.entry("timeouts", Map.of("pipeline", 5400, "tasks", 59.5)),
                                Map.entry("reason", "the mirror was down"),
                                Map.entry("clientMutationId", "call-7")))
                .execute()
                .path("retryPipelineRun")
                .matchesJson("""
                        {"run": {"name": "flaky-fetch-r1", "retryOf": {"name": "flaky-fetch"},
                                 "retryInfo": {"requestedBy": {"name": "alice"}, "origin": "API", "inferred": false,
                                               "reason": "the mirror was down"},
                                 "manifest": {"spec": {"timeouts": {"pipeline": "5400s", "tasks": "60s"}}}},
                         "plan": {"retryable": true},
                         "userErrors": [], "clientMutationId": "call-7"}
                        """);
    }

    @Test
    void showsThePlanThatTheMutationCarriesOut() {
        recorded.recordFirstRun("two-of-six-matrix-combinations-fail");
        String id = id("matrix-build");

        Response plan = plan(Map.of("runId", id));

        plan.path("retryPlan").matchesJson("""
                {"run": {"name": "matrix-build"}, "retryable": true, "refusals": [],
                 "tasks": [{"name": "prepare", "action": "REUSE", "because": "SUCCEEDED_BEFORE"},
                           {"name": "build", "action": "RERUN", "because": "FAILED"},
                           {"name": "upload", "action": "RUN_FIRST_TIME", "because": "NEVER_STARTED"}],
                 "manifest": {"metadata": {"name": "matrix-build-r1"}}}
                """);
        String version = plan.path("retryPlan.planVersion").entity(String.class).get();
        retry(Map.of("runId", id, "planVersion", "of-yesterday"))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": null, "plan": {"planVersion": "%s"},
                 "userErrors": [{"code": "PLAN_CHANGED", "field": ["input", "planVersion"]}]}
                """.formatted(version));
        retry(Map.of("runId", id, "planVersion", version))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": {"name": "matrix-build-r1"}, "userErrors": []}
                """);
    }

    @Test
    void warnsOfDefinitionsThatAResolverLooksUpAgain() {
        recorded.recordFirstRun("the-pipeline-and-a-task-come-from-a-resolver");

        plan(Map.of("runId", id("remote-1"))).path("retryPlan").matchesJson("""
                {"retryable": true,
                 "warnings": [{"code": "PIPELINE_DEFINITION_CHANGED", "tasks": ["deploy"]}]}
                """);
    }

    @Test
    void answersARefusalAsDataWithTheRunToLookAt() {
        recorded.record("a-chain-stops-at-its-middle-task");

        retry(Map.of("runId", id("app-release-glc9x"))).path("retryPipelineRun").matchesJson("""
                {"run": null, "userErrors": [{"code": "NOT_LATEST_ATTEMPT", "field": ["input", "runId"],
                                              "relatedRun": {"name": "app-release-glc9x-r1"}}]}
                """);
        retry(Map.of("runId", id("app-release-glc9x-r1")))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": null, "userErrors": [{"code": "SUCCEEDED"}]}
                """);
    }

    @Test
    void namesATaskThatThePipelineDoesNotHave() {
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");

        retry(Map.of("runId", id("app-release-glc9x"), "alsoRerunTasks", List.of("fecth")))
                .path("retryPipelineRun")
                .matchesJson("""
                        {"run": null, "userErrors": [
                            {"code": "UNKNOWN_TASK", "field": ["input", "alsoRerunTasks"], "tasks": ["fecth"]}]}
                        """);
        retry(Map.of("runId", id("app-release-glc9x"), "onlyTasks", List.of("fecth")))
                .path("retryPipelineRun")
                .matchesJson(
                        "{\"run\": null, \"userErrors\": [{\"code\": \"UNKNOWN_TASK\", \"field\": [\"input\", \"onlyTasks\"]}]}");
        retry(Map.of("runId", id("app-release-glc9x"), "onlyTasks", List.of("compile"), "fromTasks", List.of("fetch")))
                .path("retryPipelineRun")
                .matchesJson(
                        "{\"run\": null, \"userErrors\": [{\"code\": \"INVALID_INPUT\", \"field\": [\"input\", \"onlyTasks\"]}]}");
    }

    @Test
    void takesOnlyTextsForParams() {
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        String id = id("app-release-glc9x");
        List<Object> wrong = List.of(
                7,
                true,
                List.of(1),
                List.of(List.of("a")),
                Map.of("a", Map.of("b", "c")),
                "a\0b",
                "x".repeat(4001),
                Collections.nCopies(101, "x"),
                Map.of("a\0", "b"));

        for (Object value : wrong) {
            api.documentName("retryWithOptions")
                    .variable("input", Map.of("runId", id, "params", List.of(Map.of("name", "p", "value", value))))
                    .execute()
                    .errors()
                    .satisfy(errors -> assertThat(errors)
                            .as(value.toString())
                            .extracting(ResponseError::getErrorType)
                            .doesNotContain(ErrorType.INTERNAL_ERROR));
        }
        retry(Map.of("runId", id, "params", List.of(param("p", "a"), param("p", "b"))))
                .path("retryPipelineRun")
                .matchesJson("""
                        {"run": null, "userErrors": [{"code": "INVALID_INPUT", "field": ["input", "params"],
                                                      "message": "`params` has p twice."}]}
                        """);
        api.documentName("retryPlan")
                .variable("input", Map.of("runId", id))
                .execute()
                .path("retryPlan.retryable")
                .entity(Boolean.class)
                .isEqualTo(true);
    }

    private static Map<String, Object> param(String name, Object value) {
        return Map.of("name", name, "value", value);
    }

    @Test
    void asksWhatToDoWhenTheEndOfATaskWasNeverSeen() {
        recorder.record(
                Recording.of("a-task-run-fails-before-it-has-a-pod").observationsOfTheFirstRun().stream()
                        .filter(observation -> !isTaskRun(observation, "build"))
                        .toList(),
                Instant.EPOCH);
        String id = id("no-account");

        retry(Map.of("runId", id)).path("retryPipelineRun").matchesJson("""
                {"run": null, "userErrors": [{"code": "HISTORY_INCOMPLETE", "tasks": ["build"]}]}
                """);
        retry(Map.of("runId", id, "onMissingHistory", "RERUN"))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": {"name": "no-account-r1"}, "userErrors": []}
                """);
    }

    private static boolean isTaskRun(Observation observation, String task) {
        return observation instanceof Observation.Seen seen
                && Recording.object(seen)
                        .at("/metadata/labels")
                        .path(TektonKeys.PIPELINE_TASK)
                        .asString("")
                        .equals(task);
    }

    @Test
    void answersAMalformedOrUnknownIdAsData() {
        retry(Map.of("runId", "build-42", "clientMutationId", "7"))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": null, "plan": null, "clientMutationId": "7",
                 "userErrors": [{"code": "INVALID_INPUT", "field": ["input", "runId"]}]}
                """);
        retry(Map.of("runId", new NodeId.Run(new UUID(1, 2)).encoded()))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": null, "plan": null, "userErrors": [{"code": "RUN_NOT_FOUND", "field": ["input", "runId"]}]}
                """);
        retry(Map.of("runId", "build-42", "reason", "x".repeat(1001)))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": null, "userErrors": [{"code": "INVALID_INPUT", "field": ["input", "reason"]}]}
                """);
    }

    @Test
    void hasNoPlanForAnUnknownRun() {
        api.documentName("retryPlan")
                .variable("input", Map.of("runId", new NodeId.Run(new UUID(1, 2)).encoded()))
                .execute()
                .errors()
                .expect(error -> "RUN_NOT_FOUND".equals(error.getExtensions().get("code")))
                .verify();
    }

    @Test
    void saysInEveryListWhetherARunCanBeRetried() {
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");

        api.documentName("failedRuns")
                .execute()
                .path("pipelineRuns.nodes[*].retryability")
                .matchesJsonStrictly("""
                [{"retryable": true, "refusals": []}]
                """);
    }

    private Response plan(Map<String, Object> input) {
        return api.documentName("retryPlan").variable("input", input).execute();
    }

    private Response retry(Map<String, Object> input) {
        return api.documentName("retryWithOptions").variable("input", input).execute();
    }

    private String id(String name) {
        UUID uid = jdbc.sql("select uid from pipeline_run where name = ?")
                .param(name)
                .query(UUID.class)
                .single();
        return new NodeId.Run(uid).encoded();
    }
}
