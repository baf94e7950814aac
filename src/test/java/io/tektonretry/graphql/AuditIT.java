package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import tools.jackson.databind.JsonNode;

/** What the audit knows of retries and cancellations when the call is over. */
@GraphQlContext
class AuditIT extends AuditedCalls {

    @Test
    void tellsWhoGotARetryAndWhatCameOfIt() {
        api.mutate()
                .header("User-Agent", "bot/1.0")
                .build()
                .documentName("retryWithOptions")
                .variable(
                        "input",
                        Map.of("runId", new NodeId.Run(uid).encoded(), "reason", "flaky", "idempotencyKey", "a key"))
                .executeAndVerify();

        assertThat(audited.rows())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("action", "RETRY_PIPELINE_RUN")
                        .containsEntry("outcome", "ALLOWED")
                        .containsEntry("actor", "alice")
                        .containsEntry("authentication", "TOKEN_REVIEW")
                        .containsEntry("namespace", "rec-chain")
                        .containsEntry("run_uid", uid)
                        .containsEntry("run_name", RUN)
                        .containsEntry("result_name", RUN + "-r1")
                        .containsEntry("reason", "flaky")
                        .containsEntry("idempotency_key", "a key")
                        .containsEntry("client_address", "127.0.0.1")
                        .containsEntry("user_agent", "bot/1.0"));
        JsonNode metadata = cluster.find("PipelineRun", "rec-chain", RUN + "-r1")
                .orElseThrow()
                .path("metadata");
        assertThat(metadata.path("annotations").path(TektonKeys.REQUEST_ID).asString())
                .isEqualTo(audited.rows().get(0).get("request_id").toString());
        assertThat(metadata.path("annotations").path(TektonKeys.REQUESTED_BY).asString())
                .isEqualTo("alice");
        assertThat(metadata.path("labels").toString()).doesNotContain("alice");
    }

    @Test
    void tellsOfACallThatIsAnsweredFromAnEarlierOne() {
        Map<String, Object> input = Map.of("runId", new NodeId.Run(uid).encoded(), "idempotencyKey", "twice");
        retry(input);
        retry(input);

        assertThat(audited.outcomes()).containsExactly("ALLOWED null", "ALLOWED null");
        assertThat(audited.rows())
                .extracting(row -> row.get("request_id"))
                .hasSize(2)
                .doesNotContainNull();
        assertThat(audited.rows().get(1)).containsEntry("result_name", RUN + "-r1");
    }

    @Test
    void tellsWhoWasNotAllowedToGiveATaskMore() {
        allow(Set.of("list rec-chain", "retry rec-chain"));
        Response answer = retry(Map.of(
                "runId",
                new NodeId.Run(uid).encoded(),
                "overrides",
                List.of(Map.of("task", "compile", "serviceAccountName", "strong"))));

        answer.path("retryPipelineRun.userErrors[0].code").entity(String.class).isEqualTo("FORBIDDEN");
        assertThat(audited.outcomes()).containsExactly("DENIED FORBIDDEN");
        assertThat(audited.rows().get(0).get("overrides").toString()).contains("compile");
    }

    @Test
    void tellsWhoCancelledARequest() {
        String request = api.documentName("requestRetry")
                .variable(
                        "input",
                        Map.of(
                                "runId",
                                new NodeId.Run(uid).encoded(),
                                "notBefore",
                                Instant.now().plusSeconds(3600).toString()))
                .execute()
                .path("retryPipelineRun.request.id")
                .entity(String.class)
                .get();
        allow(Set.of("list rec-chain"));
        cancel(request);
        allow(Set.of());
        cancel(request);
        allow(Set.of("list rec-chain", "retry rec-chain"));
        cancel(request);
        cancel(request);
        cancel(new NodeId.Request(new UUID(1, 2)).encoded());

        assertThat(audited.outcomes())
                .containsExactly(
                        "ALLOWED null",
                        "DENIED FORBIDDEN",
                        "DENIED REQUEST_NOT_FOUND",
                        "ALLOWED null",
                        "REFUSED NOT_SCHEDULED",
                        "REFUSED REQUEST_NOT_FOUND");
        assertThat(audited.rows().get(3))
                .containsEntry("action", "CANCEL_RETRY_REQUEST")
                .containsEntry("run_uid", uid)
                .containsEntry("run_name", RUN)
                .containsEntry("result_name", RUN + "-r1");
    }

    private void cancel(String request) {
        api.documentName("cancelRetryRequest").variable("id", request).executeAndVerify();
    }
}
