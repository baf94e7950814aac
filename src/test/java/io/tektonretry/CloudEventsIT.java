package io.tektonretry;

import static io.tektonretry.ServiceClient.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.SimulatedCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells a sink of CloudEvents what becomes of retries, also when it was away. */
@WholeService
class CloudEventsIT {

    private static final String NAMESPACE = "told-to-a-sink";

    @Autowired
    SimulatedCluster cluster;

    @Autowired
    EventSink sink;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    private final ServiceClient client;

    CloudEventsIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
    }

    @AfterEach
    void leave() {
        sink.isThere(false);
        sink.refuses("");
    }

    @Test
    void tellsWhatBecameOfARetryOnceTheSinkIsThere() {
        sink.isThere(false);
        String id = failed("shop", Map.of("compile", "Failed"));
        double unreachable = count("unreachable");

        client.created(client.retry(id));
        await().atMost(PATIENCE).until(() -> count("unreachable") > unreachable);
        sink.isThere(true);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(types("shop-r1")).containsExactly("requested", "created", "finished"));
        ObjectNode root = cluster.api().find("PipelineRun", NAMESPACE, "shop").orElseThrow();
        ObjectNode retry =
                cluster.api().find("PipelineRun", NAMESPACE, "shop-r1").orElseThrow();
        String rootUid = root.at("/metadata/uid").asString();
        List<ObjectNode> events = sink.about(NAMESPACE + "/shop-r1");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("specversion").asString()).isEqualTo("1.0");
            assertThat(event.path("source").asString()).isEqualTo("/tekton-retry");
            assertThat(event.path("contenttype").asString()).startsWith("application/json");
            assertThat(event.path("chainid").asString()).isEqualTo(rootUid);
            assertThat(event.path("retryof").asString()).isEqualTo(rootUid);
            assertThat(event.at("/data/chainId").asString()).isEqualTo(rootUid);
            assertThat(event.at("/data/links/0/linkKind").asString()).isEqualTo("RETRY_OF");
            assertThat(event.at("/data/root/name").asString()).isEqualTo("shop");
            assertThat(event.at("/data/requestedBy").asString()).isEqualTo("alice");
            assertThat(event.at("/data/origin").asString()).isEqualTo("API");
        });
        assertThat(events.stream().map(event -> event.path("id").asString()).distinct())
                .hasSize(3);
        assertThat(events.get(1).at("/data/uid")).isEqualTo(retry.at("/metadata/uid"));
        assertThat(events.get(2).at("/data/status").asString()).isEqualTo("SUCCEEDED");
        await().atMost(PATIENCE).until(() -> pending("shop-r1") == 0);
    }

    @Test
    void tellsWhyNothingCameOfARequest() {
        String id = failed("refused", Map.of("compile", "Failed"));
        sink.isThere(true);
        cluster.api()
                .faults(Fault.refusing(
                        403,
                        "Forbidden",
                        "not today",
                        request -> request.method().equals("POST")
                                && request.resource().equals("pipelineruns")));

        client.retry(id);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(types("refused-r1")).containsExactly("requested", "refused"));
        JsonNode data = sink.about(NAMESPACE + "/refused-r1").get(1).path("data");
        assertThat(data.path("code").asString()).isEqualTo("REJECTED_BY_CLUSTER");
    }

    @Test
    void goesNowhereElseAndGivesUpWhatTheSinkDoesNotWant() {
        String unwanted = failed("unwanted", Map.of("compile", "Failed"));
        String wanted = failed("wanted", Map.of("compile", "Failed"));
        sink.refuses(NAMESPACE + "/unwanted-r1");
        sink.isThere(true);

        client.created(client.retry(unwanted));
        client.created(client.retry(wanted));

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(types("wanted-r1")).containsExactly("requested", "created", "finished"));
        await().atMost(PATIENCE).until(() -> pending("unwanted-r1") == 0);
        assertThat(types("unwanted-r1")).isEmpty();
    }

    private String failed(String name, Map<String, String> outcomes) {
        return client.mirrored(new ScriptedRun(NAMESPACE, name)
                .ending(outcomes)
                .createdIn(cluster)
                .path("metadata"));
    }

    /** What was told, without what came twice. */
    private List<String> types(String name) {
        return sink.about(NAMESPACE + "/" + name).stream()
                .map(event -> event.path("type").asString().replaceAll("io\\.tektonretry\\.retry\\.(\\w+)\\.v1", "$1"))
                .distinct()
                .toList();
    }

    private int pending(String name) {
        return jdbc.sql("select count(*) from cloud_event where subject = ?")
                .param(NAMESPACE + "/" + name)
                .query(Integer.class)
                .single();
    }

    private double count(String outcome) {
        return meters.counter("cloud.events", "outcome", outcome).count();
    }
}
