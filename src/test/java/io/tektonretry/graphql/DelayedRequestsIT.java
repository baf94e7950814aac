package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.graphql.test.tester.GraphQlTester.Response;

/** Requests that wait for their time: planned and allowed when it has come, or cancelled before. */
@GraphQlContext
class DelayedRequestsIT extends RetryRequestCalls {

    @Test
    void aDelayedRequestWaitsForItsTime() {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));

        Response accepted = retry(Map.of("notBefore", tomorrow.toString(), "idempotencyKey", "k"));

        accepted.path("retryPipelineRun").matchesJson("""
                {"run": null, "userErrors": [], "replayed": false,
                 "request": {"state": "SCHEDULED", "createdRun": null, "refusal": null, "finishedAt": null}}
                """);
        assertThat(created()).isZero();
        retry(Map.of()).path("retryPipelineRun").matchesJson("""
                {"run": null, "userErrors": [{"code": "RETRY_IN_PROGRESS", "relatedRun": null}]}
                """);
        assertThat(retry(Map.of())
                        .path("retryPipelineRun.userErrors[0].message")
                        .entity(String.class)
                        .get())
                .contains("by alice", " for " + tomorrow.toString().substring(0, 19));

        retry(Map.of("notBefore", tomorrow.toString(), "idempotencyKey", "k"))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": null, "request": {"state": "SCHEDULED"}, "replayed": true, "userErrors": []}
                """);

        itIsTime();

        untilState("CREATED").path("retryRequests.nodes").matchesJson("""
                [{"createdRun": {"name": "app-release-glc9x-r1"}}]
                """);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void everybodyWhoSeesTheRunSeesThatItsRetryIsRequested() {
        String id = retry(Map.of("notBefore", inAnHour()))
                .path("retryPipelineRun.request.id")
                .entity(String.class)
                .get();
        jdbc.sql("""
                        update retry_request
                           set requested_by = 'bob', requester = jsonb_set(requester, '{name}', '"bob"')
                        """).update();
        allow("get " + namespace);

        Response answer = refusals();

        answer.path("node.retryability").matchesJson("""
                {"retryable": false, "refusals": [{"code": "RETRY_IN_PROGRESS", "relatedRun": null}]}
                """);
        answer.path("node.retryability.refusals[0].message")
                .entity(String.class)
                .matches(message -> message.contains("app-release-glc9x-r1, was requested by bob at "));
        answer.path("retryPlan.refusals[*].code").entityList(String.class).containsExactly("RETRY_IN_PROGRESS");
        cluster.access(review -> true);
        cancel(id);
        refusals().path("node.retryability.retryable").entity(Boolean.class).isEqualTo(true);
    }

    @Test
    void aTimeThatIsPastMeansAtOnce() {
        retry(Map.of("notBefore", "2020-01-01T00:00:00Z"))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "request": {"state": "CREATED"}}
                """);
    }

    @Test
    void aDelayedRequestIsPlannedWhenItsTimeHasCome() {
        String version = retry(Map.of("notBefore", inAnHour()))
                .path("retryPipelineRun.plan.planVersion")
                .entity(String.class)
                .get();
        jdbc.sql("update retry_request set plan_version = 'of-yesterday'").update();

        itIsTime();

        untilState("REFUSED").path("retryRequests.nodes[0].refusal").matchesJson("""
                {"code": "PLAN_CHANGED"}
                """);
        assertThat(version).isNotEqualTo("of-yesterday");
        assertThat(created()).isZero();
    }

    @Test
    @TestsFault(36)
    void aRightThatIsGoneWhenTheTimeHasComeIsMissed() {
        retry(Map.of("notBefore", inAnHour()));
        cluster.access(review ->
                !review.path("resourceAttributes").path("verb").asString().matches("create|retry"));

        itIsTime();

        untilState("REFUSED").path("retryRequests.nodes[0].refusal").matchesJson("""
                {"code": "FORBIDDEN"}
                """);
        assertThat(created()).isZero();
    }

    @Test
    void aClusterThatIsAwayIsAskedAgain() {
        retry(Map.of("notBefore", inAnHour()));
        cluster.faults(refusing("POST"));
        itIsTime();
        await().until(() -> failures() > 0);
        list(Map.of("states", List.of("SCHEDULED")))
                .path("retryRequests.nodes")
                .entityList(Object.class)
                .hasSize(1);

        cluster.faults(Fault.NONE);
        itIsTime();

        untilState("CREATED");
    }

    @Test
    void aRequestIsCancelledWhileItWaits() {
        String id = retry(Map.of("notBefore", inAnHour(), "idempotencyKey", "k"))
                .path("retryPipelineRun.request.id")
                .entity(String.class)
                .get();

        cancel(id).path("cancelRetryRequest").matchesJson("""
                {"request": {"state": "CANCELLED"}, "userErrors": [], "clientMutationId": "c"}
                """);
        cancel(id).path("cancelRetryRequest").matchesJson("""
                {"request": {"state": "CANCELLED"}, "userErrors": [{"code": "NOT_SCHEDULED", "field": ["input", "id"]}]}
                """);
        itIsTime();
        await().until(() -> jdbc.sql("select count(*) from scheduled_task")
                        .query(Integer.class)
                        .single()
                == 0);
        assertThat(created()).isZero();
        retry(Map.of()).path("retryPipelineRun").matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "userErrors": []}
                """);
    }

    @Test
    void onlyWhoMayRetryMayCancel() {
        String id = retry(Map.of("notBefore", inAnHour()))
                .path("retryPipelineRun.request.id")
                .entity(String.class)
                .get();

        allow("list " + namespace);
        cancel(id).path("cancelRetryRequest").matchesJson("""
                {"request": {"state": "SCHEDULED"}, "userErrors": [{"code": "FORBIDDEN"}]}
                """);
        allow();
        cancel(id).path("cancelRetryRequest").matchesJson("""
                {"request": null, "userErrors": [{"code": "REQUEST_NOT_FOUND"}]}
                """);
        cancel(runId).path("cancelRetryRequest").matchesJson("""
                {"request": null, "userErrors": [{"code": "INVALID_INPUT"}]}
                """);
    }

    private Response refusals() {
        return api.document("""
                query ($id: ID!) {
                  node(id: $id) { ... on PipelineRun {
                    retryability { retryable refusals { code message relatedRun { name } } } } }
                  retryPlan(input: {runId: $id}) { refusals { code } } }
                """).variable("id", runId).execute();
    }

    /** Lets the time of every request come. */
    private void itIsTime() {
        jdbc.sql(
                        "update retry_request set not_before = requested_at where not_before is not null and state = 'SCHEDULED'")
                .update();
        jdbc.sql("update scheduled_task set execution_time = now()").update();
    }

    private Response untilState(String state) {
        await().untilAsserted(() -> list(Map.of("states", List.of(state)))
                .path("retryRequests.nodes")
                .entityList(Object.class)
                .hasSize(1));
        return list(Map.of());
    }

    private int failures() {
        return jdbc.sql("select coalesce(max(consecutive_failures), 0) from scheduled_task")
                .query(Integer.class)
                .single();
    }
}
