package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.history.AuditEvents;
import io.tektonretry.history.RunRecorder;
import io.tektonretry.tekton.TektonKeys;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the audit knows when a call is over; the rows of one test are those of its own caller. */
@GraphQlContext
class AuditIT {

    private static final String RUN = "app-release-glc9x";

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Autowired
    ApiServerDouble cluster;

    @Autowired
    AuditEvents events;

    private Audited audited;
    private UUID uid;

    AuditIT(@Autowired JdbcClient jdbc) {
        this.audited = new Audited(jdbc);
        this.uid = new UUID(0, 0);
    }

    @BeforeEach
    void record() {
        Recorded recorded = new Recorded(jdbc, recorder);
        recorded.clear();
        emptyTheCluster();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        uid = jdbc.sql("select uid from pipeline_run").query(UUID.class).single();
        audited.begin();
    }

    @AfterEach
    void tellTheTruthAgain() {
        cluster.access(review -> true);
        cluster.faults(Fault.NONE);
        emptyTheCluster();
    }

    private void emptyTheCluster() {
        for (ObjectNode run : cluster.list("PipelineRun")) {
            ObjectNode event = JsonMapper.shared().createObjectNode().put("type", "DELETED");
            cluster.play(event.set("object", run));
        }
    }

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
        refuse(
                request -> request.method().equals("POST") && request.resource().equals("pipelineruns"),
                new StatusError(503, "ServiceUnavailable", "the leader was lost"));
        retry(Map.of("runId", new NodeId.Run(uid).encoded()));

        assertThat(audited.outcomes()).containsExactly("ALLOWED null", "FAILED CLUSTER_UNAVAILABLE");
        assertThat(audited.rows()).extracting(row -> row.get("request_id")).doesNotContainNull();
    }

    @Test
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

    @ParameterizedTest
    @ValueSource(
            strings = {"update audit_event set actor = 'mallory'", "delete from audit_event", "truncate audit_event"})
    void isNotChanged(String statement) {
        retry(Map.of("runId", "build-42"));

        assertThatThrownBy(() -> jdbc.sql(statement).update()).rootCause().hasMessageContaining("insert-only");
        assertThat(audited.outcomes()).containsExactly("REFUSED INVALID_INPUT");
    }

    @Test
    void losesWhatIsOldAlone() {
        Instant expired = Instant.now().minus(Duration.ofDays(400));
        events.deleteBefore(expired, 1_000_000);
        retry(Map.of("runId", "build-42"));
        retry(Map.of("runId", "build-43"));
        jdbc.sql("insert into audit_event (id, at, action, outcome, actor, actor_groups, authentication)"
                        + " select gen_random_uuid(), now() - interval '500 days', 'RETRY_PIPELINE_RUN', 'ALLOWED', 'alice', '{}', 'OIDC'"
                        + " from generate_series(1, 3)")
                .update();

        assertThat(events.deleteBefore(expired, 2)).isEqualTo(2);
        assertThat(events.deleteBefore(expired, 2)).isEqualTo(1);
        assertThat(events.deleteBefore(expired, 2)).isZero();
        assertThat(audited.rows()).hasSize(2);
    }

    @Test
    void keepsWhatIsToldOfARunForAsLongAsTheRunIsRecorded() {
        Instant expired = Instant.now().minus(Duration.ofDays(400));
        jdbc.sql("insert into audit_event (id, at, action, outcome, actor, actor_groups, authentication, run_uid)"
                        + " select gen_random_uuid(), now() - interval '500 days', 'RETRY_PIPELINE_RUN', 'ALLOWED', 'alice', '{}', 'OIDC', uid"
                        + " from pipeline_run where name = :run")
                .param("run", RUN)
                .update();
        events.deleteBefore(expired, 1_000_000);
        assertThat(old(expired)).isEqualTo(1);

        new Recorded(jdbc, recorder).clear();
        events.deleteBefore(expired, 1_000_000);
        assertThat(old(expired)).isZero();
    }

    private int old(Instant expired) {
        return jdbc.sql("select count(*) from audit_event where at < :expired")
                .param("expired", Timestamp.from(expired))
                .query(Integer.class)
                .single();
    }

    private Response retry(Map<String, Object> input) {
        return api.documentName("retryWithOptions").variable("input", input).execute();
    }

    private Response retryMany(Map<String, Object> input) {
        return api.document(
                        "mutation($input: RetryPipelineRunsInput!) { retryPipelineRuns(input: $input) { userErrors { code field } } }")
                .variable("input", input)
                .execute();
    }

    private void nobodyCanSayWhoMay() {
        refuse(
                request -> request.resource().equals("subjectaccessreviews"),
                new StatusError(503, "ServiceUnavailable", "etcd is away"));
    }

    private void refuse(Predicate<ApiRequest> requests, StatusError error) {
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                return requests.test(request) ? Optional.of(error) : Optional.empty();
            }
        });
    }

    private void cancel(String request) {
        api.documentName("cancelRetryRequest").variable("id", request).executeAndVerify();
    }

    private void allow(Set<String> rights) {
        cluster.access(review -> {
            JsonNode asked = review.path("resourceAttributes");
            return rights.contains(asked.path("verb").asString() + " "
                    + asked.path("namespace").asString(""));
        });
    }
}
