package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.SimulatedCluster;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Tells on the runs and in the metrics what came of retries. */
@WholeService
class RetryNewsIT {

    private static final String NAMESPACE = "news";

    @Autowired
    SimulatedCluster cluster;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    private final ServiceClient client;

    RetryNewsIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
    }

    @Test
    void tellsOnBothRunsThatOneRetriesTheOther() {
        String id = run("told", "Failed", "FAILED");
        double before = count("created", "NONE");
        long timed = meters.timer("retry.creation").count();

        client.created(client.retry(id));

        await().atMost(ServiceClient.PATIENCE).untilAsserted(() -> {
            assertThat(eventsOn("told"))
                    .containsExactly("Normal Retried PipelineRun told-r1 retries this one, requested by alice");
            assertThat(eventsOn("told-r1"))
                    .containsExactly("Normal CreatedByRetry Retries PipelineRun told, requested by alice");
        });
        assertThat(count("created", "NONE")).isEqualTo(before + 1);
        assertThat(meters.timer("retry.creation").count()).isEqualTo(timed + 1);
    }

    @Test
    void tellsARunThatIsGoneNothing() {
        String id = run("gone", "Failed", "FAILED");
        cluster.api().delete("PipelineRun", NAMESPACE, "gone");
        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> find("gone")
                        .path("pipelineRun.existsInCluster")
                        .entity(Boolean.class)
                        .isEqualTo(false));

        client.created(client.retry(id));

        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> assertThat(eventsOn("gone-r1")).hasSize(1));
        assertThat(eventsOn("gone")).isEmpty();
    }

    @Test
    void tellsWhyNothingCameOfAnAcceptedRequest() {
        String id = run("late", "Failed", "FAILED");
        double before = count("refused", "REJECTED_BY_CLUSTER");
        cluster.api().faults(refusing("pipelineruns"));

        assertThat(text(client.retry(id), "retryPipelineRun.userErrors[0].code"))
                .isEqualTo("REJECTED_BY_CLUSTER");

        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> assertThat(eventsOn("late"))
                        .containsExactly("Warning RetryRefused REJECTED_BY_CLUSTER: not today"));
        assertThat(count("refused", "REJECTED_BY_CLUSTER")).isEqualTo(before + 1);
    }

    @Test
    void tellsWhoCancelledARequestThatWaited() {
        String id = run("waiting", "Failed", "FAILED");
        double before = count("cancelled", "NONE");
        Response accepted = client.graphQl()
                .document("""
                mutation ($run: ID!, $at: DateTime!) {
                  retryPipelineRun(input: {runId: $run, notBefore: $at}) { request { id } } }
                """)
                .variable("run", id)
                .variable("at", Instant.now().plusSeconds(3600).toString())
                .execute();

        client.graphQl()
                .document("mutation ($id: ID!) { cancelRetryRequest(input: {id: $id}) { userErrors { code } } }")
                .variable("id", text(accepted, "retryPipelineRun.request.id"))
                .execute()
                .path("cancelRetryRequest.userErrors")
                .entityList(Object.class)
                .hasSize(0);

        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> assertThat(eventsOn("waiting"))
                        .containsExactly(
                                "Normal RetryCancelled alice cancelled the retry waiting-r1, requested by alice"));
        assertThat(count("cancelled", "NONE")).isEqualTo(before + 1);
    }

    @Test
    void tellsWhyARequestThatWaitedCameToNothing() {
        String id = run("overtaken", "Failed", "FAILED");
        client.graphQl()
                .document("""
                mutation ($run: ID!, $at: DateTime!) {
                  retryPipelineRun(input: {runId: $run, notBefore: $at}) { request { id } userErrors { code } } }
                """)
                .variable("run", id)
                .variable("at", Instant.now().plusSeconds(3600).toString())
                .execute();
        jdbc.sql(
                        "update retry_request set plan_version = 'of-yesterday', not_before = requested_at where name = 'overtaken-r1'")
                .update();
        jdbc.sql("update scheduled_task set execution_time = now() where task_name = 'retry'")
                .update();

        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> assertThat(eventsOn("overtaken"))
                        .singleElement(STRING)
                        .startsWith("Warning RetryRefused PLAN_CHANGED: "));
    }

    @Test
    void countsARefusalWithoutWritingAnEvent() {
        String id = run("fine", "Succeeded", "SUCCEEDED");
        double before = count("refused", "SUCCEEDED");

        client.retry(id);

        assertThat(count("refused", "SUCCEEDED")).isEqualTo(before + 1);
        assertThat(eventsOn("fine")).isEmpty();
    }

    @Test
    void retriesAlsoWhereItMayNotWriteEvents() {
        String id = run("silent", "Failed", "FAILED");
        cluster.api().faults(refusing("events"));

        assertThat(client.created(client.retry(id))).isEqualTo("silent-r1");
    }

    private static Fault refusing(String resource) {
        return Fault.refusing(
                403,
                "Forbidden",
                "not today",
                request -> request.method().equals("POST") && request.resource().equals(resource));
    }

    private double count(String outcome, String code) {
        return meters.counter("retry.requests", "outcome", outcome, "code", code)
                .count();
    }

    /** Type, reason and message of each Event that kubectl would find for the run. */
    private List<String> eventsOn(String name) {
        return cluster.api().list("Event").stream()
                .filter(event ->
                        event.at("/involvedObject/namespace").asString("").equals(NAMESPACE)
                                && event.at("/involvedObject/name").asString().equals(name))
                .filter(event -> event.at("/source/component").asString("").equals("tekton-retry"))
                .map(RetryNewsIT::words)
                .toList();
    }

    private static String words(JsonNode event) {
        assertThat(event.at("/involvedObject/uid").asString()).isNotEmpty();
        return "%s %s %s"
                .formatted(
                        event.path("type").asString(),
                        event.path("reason").asString(),
                        event.path("message").asString());
    }

    private String run(String name, String outcome, String status) {
        new ScriptedRun(NAMESPACE, name).ending(Map.of("compile", outcome)).createdIn(cluster);
        await().atMost(ServiceClient.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(text(find(name), "pipelineRun.status")).isEqualTo(status));
        return text(find(name), "pipelineRun.id");
    }

    private Response find(String name) {
        return client.graphQl().document("""
                query ($name: String!) { pipelineRun(namespace: "news", name: $name) { id status existsInCluster } }
                """).variable("name", name).execute();
    }
}
