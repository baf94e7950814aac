package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.history.RunRecorder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests that are repeated, delayed, listed and cancelled; every test has a failed run in a namespace of its own. */
@GraphQlContext
class RetryRequestsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Autowired
    ApiServerDouble cluster;

    private Recorded recorded;
    private String namespace = "";
    private String runId = "";

    @BeforeEach
    void record(TestInfo test) {
        recorded = new Recorded(jdbc, recorder);
        recorded.clear();
        namespace = test.getTestMethod().orElseThrow().getName().toLowerCase();
        runId = another(namespace);
    }

    @AfterEach
    void tellTheTruthAgain() {
        cluster.faults(Fault.NONE);
        cluster.access(review -> true);
    }

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
                .matches(message -> message.contains("app-release-glc9x-r1, was asked for by bob at "));
        answer.path("retryPlan.refusals[*].code").entityList(String.class).containsExactly("RETRY_IN_PROGRESS");
        cluster.access(review -> true);
        cancel(id);
        refusals().path("node.retryability.retryable").entity(Boolean.class).isEqualTo(true);
    }

    private Response refusals() {
        return api.document("""
                query ($id: ID!) {
                  node(id: $id) { ... on PipelineRun {
                    retryability { retryable refusals { code message relatedRun { name } } } } }
                  retryPlan(input: {runId: $id}) { refusals { code } } }
                """).variable("id", runId).execute();
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

    @Test
    void showsRequestsOfReadableNamespacesAlone() {
        String id = retry(Map.of("idempotencyKey", "k"))
                .path("retryPipelineRun.request.id")
                .entity(String.class)
                .get();
        node(id).path("nodes[0].__typename").entity(String.class).isEqualTo("RetryRequest");

        allow("list elsewhere");

        node(id).path("nodes[0]").valueIsNull();
        list(Map.of()).path("retryRequests.nodes").entityList(Object.class).hasSize(0);
        list(Map.of("namespaces", List.of(namespace)))
                .path("retryRequests.nodes")
                .entityList(Object.class)
                .hasSize(0);
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
    void listsRequestsPageByPage() {
        for (int i = 0; i < 4; i++) {
            String other = another(namespace + i);
            retry(Map.of("runId", other, "notBefore", inAnHour()));
        }
        assertThat(namespaces(Map.of("first", 3))).containsExactly(namespace + 3, namespace + 2, namespace + 1);
        String cursor = page(Map.of("first", 3))
                .path("retryRequests.pageInfo.endCursor")
                .entity(String.class)
                .get();
        assertThat(namespaces(Map.of("first", 3, "after", cursor))).containsExactly(namespace + 0);
        assertThat(namespaces(Map.of("last", 1, "before", cursor))).containsExactly(namespace + 2);
        assertThat(namespaces(Map.of("filter", Map.of("namespaces", List.of(namespace + 2)))))
                .containsExactly(namespace + 2);
        assertThat(namespaces(Map.of("filter", Map.of("requestedBy", "bob")))).isEmpty();
        assertThat(namespaces(Map.of("filter", Map.of("runId", runId)))).isEmpty();
        assertThat(namespaces(Map.of("filter", Map.of("states", List.of("CREATED")))))
                .isEmpty();
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

    private String another(String namespace) {
        return new NodeId.Run(recorded.recordFirstRun("a-chain-stops-at-its-middle-task", namespace)).encoded();
    }

    private Response retry(Map<String, Object> more) {
        Map<String, Object> input = new HashMap<>(Map.of("runId", runId));
        input.putAll(more);
        return api.documentName("requestRetry").variable("input", input).execute();
    }

    private Response cancel(String id) {
        return api.documentName("cancelRetryRequest").variable("id", id).execute();
    }

    private Response list(Map<String, Object> filter) {
        return page(Map.of("filter", filter));
    }

    private Response page(Map<String, Object> arguments) {
        var query = api.documentName("retryRequests");
        for (Map.Entry<String, Object> argument : arguments.entrySet()) {
            query = query.variable(argument.getKey(), argument.getValue());
        }
        return query.execute();
    }

    private List<String> namespaces(Map<String, Object> arguments) {
        return page(arguments)
                .path("retryRequests.nodes[*].run.namespace")
                .entityList(String.class)
                .get();
    }

    private Response node(String id) {
        return api.documentName("nodes").variable("ids", List.of(id)).execute();
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

    private long created() {
        return cluster.list("PipelineRun").stream()
                .filter(run -> run.at("/metadata/namespace").asString().equals(namespace))
                .count();
    }

    private static String inAnHour() {
        return Instant.now().plus(Duration.ofHours(1)).toString();
    }

    private static Fault refusing(String method) {
        return new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                return request.method().equals(method) && request.resource().equals("pipelineruns")
                        ? Optional.of(new StatusError(503, "ServiceUnavailable", "the leader was lost"))
                        : Optional.empty();
            }
        };
    }

    private void allow(String... rights) {
        Set<String> allowed = Set.of(rights);
        cluster.access(
                review -> allowed.contains(review.at("/resourceAttributes/verb").asString() + " "
                        + review.at("/resourceAttributes/namespace").asString("")));
    }
}
