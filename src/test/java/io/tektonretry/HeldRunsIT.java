package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.Admission;
import io.tektonretry.cluster.SimulatedCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Creates retries in a cluster whose webhook makes runs of a queue pending, which a controller starts in their turn. */
@WholeService
class HeldRunsIT {

    private static final String NAMESPACE = "held";
    private static final String QUEUE = "kueue.x-k8s.io/queue-name";
    private static final Map<String, String> QUEUED = Map.of(QUEUE, "team");

    @Autowired
    SimulatedCluster cluster;

    private final ServiceClient client;

    private final Admission webhook = object -> {
        if (object.at("/metadata/labels").has(QUEUE)
                && object.at("/metadata/labels").has("tektonretry.io/retry-number")) {
            object.withObject("/spec").put("status", "PipelineRunPending");
        }
        return List.of();
    };

    HeldRunsIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
    }

    @BeforeEach
    void hold() {
        cluster.api().admission(webhook);
    }

    @AfterEach
    void holdNothing() {
        cluster.api().withdraw(webhook);
    }

    @Test
    void leavesARunToWhoeverHoldsIt() {
        String id = failed(new ScriptedRun(NAMESPACE, "plain").labelled(QUEUED), "plain");

        Response retry = retry(id);

        assertThat(text(retry, "retryPipelineRun.run.name")).isEqualTo("plain-r1");
        assertThat(text(retry, "retryPipelineRun.request.heldBy")).isEqualTo("ADMISSION");
        assertThat(statusInSpec("plain-r1")).isEqualTo("PipelineRunPending");
        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(
                        () -> assertThat(eventsOn("plain-r1"))
                                .containsExactly(
                                        "Retries PipelineRun plain, requested by alice; an admission controller holds it and will start it"));
        ended("plain-r1", "PENDING");

        start("plain-r1");

        ended("plain-r1", "SUCCEEDED");
    }

    @Test
    void adoptsVolumesOfARunThatSomebodyElseStarts() {
        String id = failed(new ScriptedRun(NAMESPACE, "volume").labelled(QUEUED).withVolume(), "volume");

        assertThat(text(retry(id), "retryPipelineRun.request.heldBy")).isEqualTo("ADMISSION");

        JsonNode run = find("PipelineRun", "volume-r1");
        assertThat(statusInSpec("volume-r1")).isEqualTo("PipelineRunPending");
        String claim =
                run.at("/spec/workspaces/0/persistentVolumeClaim/claimName").asString();
        assertThat(find("PersistentVolumeClaim", claim)
                        .at("/metadata/ownerReferences")
                        .valueStream()
                        .map(owner -> owner.path("uid")))
                .contains(run.at("/metadata/uid"));
    }

    @Test
    void startsARunThatNobodyElseHolds() {
        String id = failed(new ScriptedRun(NAMESPACE, "free").withVolume(), "free");

        retry(id).path("retryPipelineRun.request.heldBy").valueIsNull();

        ended("free-r1", "SUCCEEDED");
    }

    private Response retry(String id) {
        return client.graphQl().document("""
                mutation ($id: ID!) {
                  retryPipelineRun(input: {runId: $id}) { run { name } request { heldBy } userErrors { code message } } }
                """).variable("id", id).execute();
    }

    private String failed(ScriptedRun run, String name) {
        run.ending(Map.of("compile", "Failed")).createdIn(cluster);
        return ended(name, "FAILED");
    }

    private String ended(String name, String status) {
        await().atMost(ServiceClient.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(text(query(name), "pipelineRun.status")).isEqualTo(status));
        return text(query(name), "pipelineRun.id");
    }

    private Response query(String name) {
        return client.graphQl().document("""
                query ($name: String!) { pipelineRun(namespace: "held", name: $name) { id status } }
                """).variable("name", name).execute();
    }

    /** As a controller does once the run is admitted. */
    private void start(String name) {
        ObjectNode run = (ObjectNode) find("PipelineRun", name);
        run.withObject("/spec").remove("status");
        run.withObject("/metadata")
                .put("resourceVersion", Long.toString(cluster.api().revision() + 1));
        cluster.api()
                .play(JsonMapper.shared()
                        .createObjectNode()
                        .put("type", "MODIFIED")
                        .set("object", run));
    }

    private String statusInSpec(String name) {
        return find("PipelineRun", name).at("/spec/status").asString("");
    }

    private JsonNode find(String kind, String name) {
        return cluster.api().find(kind, NAMESPACE, name).orElseThrow();
    }

    private List<String> eventsOn(String name) {
        return cluster.api().list("Event").stream()
                .filter(event ->
                        event.at("/involvedObject/namespace").asString("").equals(NAMESPACE)
                                && event.at("/involvedObject/name").asString().equals(name)
                                && event.at("/source/component").asString("").equals("tekton-retry"))
                .map(event -> event.path("message").asString())
                .toList();
    }
}
