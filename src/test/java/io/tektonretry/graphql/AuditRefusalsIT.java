package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.Fault;
import io.tektonretry.graphql.relay.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.graphql.test.tester.GraphQlTester.Response;

/** What the audit knows of calls that nothing came of. */
@GraphQlContext
class AuditRefusalsIT extends AuditedCalls {

    @Test
    void tellsOfADenial() {
        allow(Set.of("list rec-chain"));
        retry(Map.of("runId", new NodeId.Run(uid).encoded()));

        assertThat(audited.outcomes()).containsExactly("DENIED FORBIDDEN");
        assertThat(audited.rows().get(0)).containsEntry("run_name", RUN).containsEntry("result_name", null);
    }

    @Test
    void tellsOfAHiddenRunWhatTheCallerIsNotTold() {
        allow(Set.of());
        retry(Map.of("runId", new NodeId.Run(uid).encoded()));

        assertThat(audited.outcomes()).containsExactly("DENIED RUN_NOT_FOUND");
        assertThat(audited.rows().get(0)).containsEntry("namespace", "rec-chain");
    }

    @Test
    void tellsOfRefusals() {
        String id = new NodeId.Run(uid).encoded();
        retry(Map.of("runId", id, "alsoRerunTasks", List.of("fecth")));
        retry(Map.of("runId", id, "planVersion", "another"));
        retry(Map.of("runId", "build-42"));
        retry(Map.of("runId", new NodeId.Run(new UUID(1, 2)).encoded()));
        retry(Map.of("runId", id, "reason", "x".repeat(1001)));

        assertThat(audited.outcomes())
                .containsExactly(
                        "REFUSED UNKNOWN_TASK",
                        "REFUSED PLAN_CHANGED",
                        "REFUSED INVALID_INPUT",
                        "REFUSED RUN_NOT_FOUND",
                        "REFUSED INVALID_INPUT");
        assertThat(audited.rows().get(2)).containsEntry("run_uid", null).containsEntry("namespace", null);
        assertThat(audited.rows().get(4).get("reason").toString()).hasSize(1000);
    }

    @Test
    void tellsOfEachRunThatIsTurnedAwayAmongMany() {
        allow(Set.of("list rec-chain"));
        String unknown = new NodeId.Run(new UUID(1, 2)).encoded();
        retryMany(Map.of("runIds", List.of(new NodeId.Run(uid).encoded(), unknown)));

        assertThat(audited.outcomes()).containsExactly("DENIED FORBIDDEN", "REFUSED RUN_NOT_FOUND");
        assertThat(audited.rows()).extracting(row -> row.get("run_uid")).containsExactly(uid, new UUID(1, 2));
    }

    @Test
    void tellsOnceOfManyThatAreTurnedAwayTogether() {
        retryMany(Map.of("runIds", List.of(), "reason", "flaky"));
        retryMany(Map.of("runIds", List.of("build-42")));
        retryMany(Map.of("runIds", List.of("build-42"), "dryRun", true));

        assertThat(audited.outcomes()).containsExactly("REFUSED INVALID_INPUT", "REFUSED INVALID_INPUT");
        assertThat(audited.rows().get(0)).containsEntry("run_uid", null).containsEntry("reason", "flaky");
    }

    @Test
    void tellsOfAnAcceptedRequestThatNothingCameOf() {
        cluster.faults(Fault.refusing(
                503,
                "ServiceUnavailable",
                "the leader was lost",
                request -> request.method().equals("POST") && request.resource().equals("pipelineruns")));
        retry(Map.of("runId", new NodeId.Run(uid).encoded()));

        assertThat(audited.outcomes()).containsExactly("ALLOWED null", "FAILED CLUSTER_UNAVAILABLE");
        assertThat(audited.rows()).extracting(row -> row.get("request_id")).doesNotContainNull();
    }

    @Test
    @TestsFault(36)
    void allowsNothingWhileTheApiServerCantSayWhoMay() {
        nobodyCanSayWhoMay();
        retry(Map.of("runId", new NodeId.Run(uid).encoded()))
                .path("retryPipelineRun.userErrors[0].code")
                .entity(String.class)
                .isEqualTo("CLUSTER_UNAVAILABLE");

        assertThat(audited.outcomes()).containsExactly("FAILED CLUSTER_UNAVAILABLE");
    }

    @Test
    void findsNothingToRetryWhileTheApiServerCantSayWhoMay() {
        nobodyCanSayWhoMay();
        retryMany(Map.of("filter", Map.of("namespaces", List.of("rec-chain")), "reason", "flaky"))
                .path("retryPipelineRuns")
                .matchesJson("""
                        {"userErrors": [{"code": "CLUSTER_UNAVAILABLE", "field": ["input", "filter"]}]}
                        """);

        assertThat(audited.outcomes()).containsExactly("FAILED CLUSTER_UNAVAILABLE");
        assertThat(audited.rows().get(0)).containsEntry("run_uid", null).containsEntry("reason", "flaky");
    }

    @Test
    void acceptsNothingThatItCantTellOf() {
        jdbc.sql("alter table audit_event add constraint full_disk check (outcome <> 'ALLOWED') not valid")
                .update();
        try {
            api.documentName("retryWithOptions")
                    .variable("input", Map.of("runId", new NodeId.Run(uid).encoded()))
                    .execute()
                    .errors()
                    .satisfy(errors -> assertThat(errors).hasSize(1));
        } finally {
            jdbc.sql("alter table audit_event drop constraint full_disk").update();
        }
        assertThat(jdbc.sql("select count(*) from retry_request where retry_of_uid = ?")
                        .param(uid)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(cluster.find("PipelineRun", "rec-chain", RUN + "-r1")).isEmpty();
        assertThat(audited.outcomes()).containsExactly("FAILED INTERNAL_ERROR");
    }

    private Response retryMany(Map<String, Object> input) {
        return api.document(
                        "mutation($input: RetryPipelineRunsInput!) { retryPipelineRuns(input: $input) { userErrors { code field } } }")
                .variable("input", input)
                .execute();
    }

    private void nobodyCanSayWhoMay() {
        cluster.faults(Fault.refusing(
                503,
                "ServiceUnavailable",
                "etcd is away",
                request -> request.resource().equals("subjectaccessreviews")));
    }
}
