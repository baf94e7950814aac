package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an idempotency key stands for, and how long. */
@GraphQlContext
class RepeatedRequestsIT extends RetryRequestCalls {

    @Test
    void aRepeatedCallGetsTheRunOfTheFirstOne() {
        retry(Map.of("idempotencyKey", "k", "reason", "flaky"))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "replayed": false, "userErrors": [],
                 "request": {"state": "CREATED", "requestedBy": {"name": "alice"}, "reason": "flaky", "idempotencyKey": "k",
                             "run": {"name": "app-release-glc9x"}, "createdRun": {"name": "app-release-glc9x-r1"}}}
                """);
        retry(Map.of("idempotencyKey", "k", "reason", "flaky"))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "replayed": true, "plan": null, "userErrors": []}
                """);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void aKeyStandsForOneInput() {
        retry(Map.of("idempotencyKey", "k"));

        for (Map<String, Object> other : List.<Map<String, Object>>of(
                Map.of("reason", "another"),
                Map.of("alsoRerunTasks", List.of("fetch")),
                Map.of("planVersion", "another"),
                Map.of("notBefore", "2020-01-01T00:00:00Z"),
                Map.of("runId", another("aKeyStandsForOneInput-other".toLowerCase())))) {
            Map<String, Object> input = new HashMap<>(other);
            input.put("idempotencyKey", "k");
            retry(input).path("retryPipelineRun").matchesJson("""
                    {"run": null, "userErrors": [
                        {"code": "IDEMPOTENCY_KEY_REUSED", "field": ["input", "idempotencyKey"]}]}
                    """);
        }
    }

    @Test
    void aKeyIsFreeAgainAfterADay() {
        retry(Map.of("idempotencyKey", "k"));
        jdbc.sql("update retry_request set requested_at = requested_at - interval '25 hours'")
                .update();

        String other = another(namespace + "-other");
        retry(Map.of("idempotencyKey", "k", "runId", other))
                .path("retryPipelineRun")
                .matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "replayed": false}
                """);
    }

    @Test
    void whoWasRefusedMayAskAgainWithTheSameKey() {
        cluster.faults(refusing("POST"));
        retry(Map.of("idempotencyKey", "k")).path("retryPipelineRun").matchesJson("""
                {"run": null, "replayed": false, "userErrors": [{"code": "CLUSTER_UNAVAILABLE"}]}
                """);
        cluster.faults(Fault.NONE);

        retry(Map.of("idempotencyKey", "k")).path("retryPipelineRun").matchesJson("""
                {"run": {"name": "app-release-glc9x-r1"}, "replayed": false, "userErrors": []}
                """);
        list(Map.of()).path("retryRequests.nodes").matchesJson("""
                [{"state": "CREATED", "refusal": null},
                 {"state": "REFUSED", "idempotencyKey": null, "refusal": {"code": "CLUSTER_UNAVAILABLE", "tasks": []}}]
                """);
    }

    @Test
    void tellsAKeyToItsOwnCallerAlone() {
        retry(Map.of("idempotencyKey", "k"));
        jdbc.sql("""
                        update retry_request
                           set requested_by = 'bob', requester = jsonb_set(requester, '{name}', '"bob"')
                        """).update();

        list(Map.of()).path("retryRequests.nodes").matchesJson("""
                [{"requestedBy": {"name": "bob"}, "idempotencyKey": null}]
                """);
    }

    @Test
    void refusesArgumentsThatCannotBeKept() {
        retry(Map.of("idempotencyKey", "k".repeat(201)))
                .path("retryPipelineRun")
                .matchesJson("""
                {"request": null, "userErrors": [{"code": "INVALID_INPUT", "field": ["input", "idempotencyKey"]}]}
                """);
        retry(Map.of("reason", "a\u0000b")).path("retryPipelineRun").matchesJson("""
                {"userErrors": [{"code": "INVALID_INPUT", "field": ["input", "reason"]}]}
                """);
        String farAway = Instant.now().plus(Duration.ofDays(31)).toString();
        retry(Map.of("notBefore", farAway)).path("retryPipelineRun").matchesJson("""
                {"userErrors": [{"code": "INVALID_INPUT", "field": ["input", "notBefore"]}]}
                """);
    }
}
