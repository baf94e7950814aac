package io.tektonretry;

import static io.tektonretry.ServiceClient.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.tekton.TektonKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Retries by itself what the cluster made fail, and nothing else. */
@WholeService
class AutomaticRetryIT {

    private static final Map<String, String> ASKED = Map.of(TektonKeys.AUTO_RETRY, "infrastructure");

    private static final String BROKEN = "select uid from pipeline_run where namespace = 'automatic-broken'";

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired
    SimulatedCluster cluster;

    @Autowired
    HttpGraphQlTester graphQl;

    @Autowired
    MeterRegistry meters;

    @Autowired
    JdbcClient jdbc;

    @Test
    void retriesWhatTheClusterMadeFail() {
        run("automatic", "not-asked", Map.of("compile", "PodEvicted"), Map.of());
        run("automatic", "other", Map.of("compile", "Failed"), ASKED);
        mixed("automatic", "mixed");
        run("automatic", "something-else", Map.of("compile", "PodEvicted"), Map.of(TektonKeys.AUTO_RETRY, "always"));
        run("elsewhere", "away", Map.of("compile", "PodEvicted"), ASKED);
        hadEnded("automatic", "long-ago");
        failed("elsewhere", "away");
        for (String name : List.of("not-asked", "other", "mixed", "something-else", "long-ago")) {
            failed("automatic", name);
        }
        double before = count("retried");

        run("automatic", "evicted", Map.of("compile", "PodEvicted"), ASKED);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(statuses("automatic"))
                        .containsEntry("evicted-r1", "SUCCEEDED")
                        .containsEntry("evicted", "FAILED"));
        assertThat(count("retried")).isGreaterThanOrEqualTo(before + 1);
        assertThat(statuses("automatic").keySet())
                .containsExactly("evicted", "evicted-r1", "long-ago", "mixed", "not-asked", "other", "something-else");
        assertThat(statuses("elsewhere").keySet()).containsExactly("away");
        assertThat(cluster.api()
                        .find("PipelineRun", "automatic", "evicted-r1")
                        .orElseThrow()
                        .at("/metadata/annotations")
                        .path(TektonKeys.REASON)
                        .asString())
                .isEqualTo("Automatic retry 1 of 1 after a failure of the cluster");
        graphQl.document("""
                        query {
                          pipelineRun(namespace: "automatic", name: "evicted-r1") { retryInfo { origin inferred requestedBy { name } } }
                          retryRequests(filter: {namespaces: ["automatic"]}) { nodes { origin requestedBy { name } state } }
                          auditEvents(filter: {namespaces: ["automatic"]}) { nodes { origin authentication outcome resultName } } }
                        """)
                .execute()
                .path("pipelineRun.retryInfo")
                .matchesJsonStrictly("""
                        {"origin": "AUTOMATIC", "inferred": false, "requestedBy": {"name": "system:tekton-retry:automatic"}}
                        """)
                .path("retryRequests.nodes")
                .matchesJsonStrictly("""
                        [{"origin": "AUTOMATIC", "requestedBy": {"name": "system:tekton-retry:automatic"}, "state": "CREATED"}]
                        """)
                .path("auditEvents.nodes")
                .matchesJsonStrictly("""
                        [{"origin": "AUTOMATIC", "authentication": "SERVICE", "outcome": "ALLOWED", "resultName": "evicted-r1"}]
                        """);
    }

    @Test
    void retriesAsOftenAsTheAuthorAsks() {
        double before = count("exhausted");

        run(
                "automatic-max",
                "again",
                Map.of("compile", List.of("PodEvicted", "PodEvicted", "PodEvicted", "PodEvicted")),
                Map.of(TektonKeys.AUTO_RETRY, "infrastructure", TektonKeys.AUTO_RETRY_MAX, "2"));

        await().atMost(PATIENCE).until(() -> count("exhausted") > before);
        assertThat(statuses("automatic-max"))
                .isEqualTo(Map.of("again", "FAILED", "again-r1", "FAILED", "again-r2", "FAILED"));
    }

    @Test
    void retriesSoManyRunsOfANamespaceWithinAnHour() {
        double before = count("limited");

        IntStream.range(0, 5)
                .forEach(i -> run("automatic-limited", "flood-" + i, Map.of("compile", "PodEvicted"), ASKED));

        await().atMost(PATIENCE).until(() -> count("limited") >= before + 2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(statuses("automatic-limited").values())
                        .containsOnly("FAILED", "SUCCEEDED")
                        .filteredOn("SUCCEEDED"::equals)
                        .hasSize(3));
        assertThat(jdbc.sql("select count(*) from automatic_retry where namespace = 'automatic-limited'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void givesUpInTimeWhatCanNotBeDecided() {
        run("automatic-broken", "broken", Map.of("compile", "PodEvicted"), Map.of());
        failed("automatic-broken", "broken");
        byte[] document = jdbc.sql("select body from document where uid in (" + BROKEN + ")")
                .query(byte[].class)
                .single();
        store("no document".getBytes(StandardCharsets.UTF_8));
        double before = count("expired");

        jdbc.sql("insert into automatic_retry (run_uid, namespace, found_at, due_at)"
                        + " select uid, 'automatic', now() - interval '2 hours', now() from (" + BROKEN + ") broken")
                .update();
        await().atMost(PATIENCE).until(() -> count("expired") > before);
        assertThat(jdbc.sql("select count(*) from automatic_retry where run_uid in (" + BROKEN + ")")
                        .query(Integer.class)
                        .single())
                .isZero();
        store(document);
    }

    private void store(byte[] document) {
        jdbc.sql("update document set body = :body where uid in (" + BROKEN + ")")
                .param("body", document)
                .update();
    }

    private void run(String namespace, String name, Map<String, ?> outcomes, Map<String, String> annotations) {
        new ScriptedRun(namespace, name)
                .annotated(annotations)
                .annotated(Map.of("demo.tektonretry.io/outcomes", JSON.writeValueAsString(outcomes)))
                .createdIn(cluster);
    }

    /** Before the service was there. */
    private void hadEnded(String namespace, String name) {
        ObjectNode run = (ObjectNode) JSON.readTree("""
                {"apiVersion": "tekton.dev/v1", "kind": "PipelineRun",
                 "metadata": {"namespace": "%s", "name": "%s", "uid": "%s", "resourceVersion": "%d", "creationTimestamp": "%s",
                              "annotations": {"tektonretry.io/auto-retry": "infrastructure"}},
                 "spec": {"pipelineSpec": {"tasks": [{"name": "only", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}]}},
                 "status": {"startTime": "%5$s", "completionTime": "%5$s",
                            "conditions": [{"type": "Succeeded", "status": "False", "reason": "CreateRunFailed",
                                            "message": "internal error"}]}}
                """.formatted(
                        namespace,
                        name,
                        UUID.randomUUID(),
                        cluster.api().revision() + 1,
                        Instant.now().minus(50, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS)));
        cluster.api().play(JSON.createObjectNode().put("type", "ADDED").set("object", run));
    }

    /** Two tasks side by side, each of which fails for its own reason. */
    private void mixed(String namespace, String name) {
        ObjectNode run = (ObjectNode) JSON.readTree("""
                {"apiVersion": "tekton.dev/v1", "kind": "PipelineRun",
                 "metadata": {"namespace": "%s", "name": "%s",
                              "annotations": {"tektonretry.io/auto-retry": "infrastructure",
                                              "demo.tektonretry.io/outcomes": "{\\"a\\": \\"PodEvicted\\", \\"b\\": \\"Failed\\"}"}},
                 "spec": {"pipelineSpec": {"tasks": [{"name": "a", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                                                     {"name": "b", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}]}}}
                """.formatted(namespace, name));
        cluster.api().create(run);
    }

    private void failed(String namespace, String name) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(statuses(namespace)).containsEntry(name, "FAILED"));
    }

    private Map<String, String> statuses(String namespace) {
        Map<String, String> statuses = new TreeMap<>();
        graphQl.document(
                        "query ($ns: String!) { pipelineRuns(first: 50, filter: {namespaces: [$ns]}) { nodes { name status } } }")
                .variable("ns", namespace)
                .execute()
                .path("pipelineRuns.nodes")
                .entityList(ObjectNode.class)
                .get()
                .forEach(run -> statuses.put(
                        run.path("name").asString(), run.path("status").asString()));
        return statuses;
    }

    private double count(String outcome) {
        return meters.counter("retry.automatic", "outcome", outcome).count();
    }
}
