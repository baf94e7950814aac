package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.Admission;
import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Hands retries of runs of Pipelines-as-Code to its watcher and its queue. */
@WholeService
class PipelinesAsCodeIT {

    private static final String NAMESPACE = "pac";
    private static final String PREFIX = "pipelinesascode.tekton.dev/";

    private static final Map<String, String> ANNOTATIONS = Map.of(
            PREFIX + "repository", "shop",
            PREFIX + "git-provider", "github",
            PREFIX + "original-prname", "ci",
            PREFIX + "state", "completed",
            PREFIX + "git-auth-secret", "pac-gitauth-oldone",
            PREFIX + "secret-created", "true");

    @Autowired
    SimulatedCluster cluster;

    private final ServiceClient client;

    /** Names of the runs that were sent without a state. */
    private final Set<String> stateless = ConcurrentHashMap.newKeySet();

    private final Admission webhook = object -> {
        if (!object.at("/metadata/annotations").has(PREFIX + "state")) {
            stateless.add(object.at("/metadata/name").asString(""));
        }
        return List.of();
    };

    PipelinesAsCodeIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
    }

    @BeforeEach
    void listen() {
        cluster.api().admission(webhook);
    }

    @AfterEach
    void listenNoMore() {
        cluster.api().withdraw(webhook);
    }

    @Test
    void showsInThePlanWhatTheRetryWillCarry() {
        String id = failed(new ScriptedRun(NAMESPACE, "shown"), "shown", false);
        JsonNode planned = client.graphQl()
                .document("query ($id: ID!) { retryPlan(input: {runId: $id}) { manifest } }")
                .variable("id", id)
                .execute()
                .path("retryPlan.manifest.metadata.annotations")
                .entity(JsonNode.class)
                .get();

        assertThat(text(retry(id), "retryPipelineRun.run.name")).isEqualTo("shown-r1");

        JsonNode created = find("PipelineRun", "shown-r1").at("/metadata/annotations");
        assertThat(created.path(PREFIX + "state").asString()).isEqualTo("started");
        assertThat(created.path(PREFIX + "secret-created").asString()).isEqualTo("false");
        assertThat(created.path(PREFIX + "git-auth-secret").asString()).startsWith("pac-gitauth-");
        planned.properties()
                .forEach(annotation ->
                        assertThat(created.path(annotation.getKey())).isEqualTo(annotation.getValue()));
        ended("shown-r1", "SUCCEEDED");
    }

    @Test
    void leavesARunInTheQueueToItsTurn() {
        String id = failed(new ScriptedRun(NAMESPACE, "queued"), "queued", true);

        Response retry = retry(id);

        assertThat(text(retry, "retryPipelineRun.request.heldBy")).isEqualTo("PIPELINES_AS_CODE");
        assertQueued("queued-r1");
        assertThat(stateless).doesNotContain("queued-r1");
        ended("queued-r1", "PENDING");

        start("queued-r1");

        ended("queued-r1", "SUCCEEDED");
    }

    @Test
    void putsARunIntoTheQueueOnceItsVolumesAreAdopted() {
        String id = failed(new ScriptedRun(NAMESPACE, "volume").withVolume(), "volume", true);

        assertThat(text(retry(id), "retryPipelineRun.request.heldBy")).isEqualTo("PIPELINES_AS_CODE");

        assertThat(stateless).as("created without a state").contains("volume-r1");
        assertQueued("volume-r1");
        JsonNode run = find("PipelineRun", "volume-r1");
        String claim =
                run.at("/spec/workspaces/0/persistentVolumeClaim/claimName").asString();
        assertThat(find("PersistentVolumeClaim", claim)
                        .at("/metadata/ownerReferences")
                        .valueStream()
                        .map(owner -> owner.path("uid")))
                .contains(run.at("/metadata/uid"));
    }

    @Test
    void queuesUnderTheNameThatTheRetryHasInTheEnd() {
        String id = failed(new ScriptedRun(NAMESPACE, "renamed"), "renamed", true);
        new ScriptedRun(NAMESPACE, "renamed-r1").ending(Map.of()).createdIn(cluster);

        String name = text(retry(id), "retryPipelineRun.run.name");

        assertThat(name).startsWith("renamed-r1-");
        assertQueued(name);
    }

    /** Nobody here is the watcher, so that it has never seen any retry running. */
    @Test
    void givesARetryThatTheWatcherNeverSawTheCheckRunOfTheFirstRun() {
        Map<String, String> ofTheApp = Map.of(PREFIX + "installation-id", "7", PREFIX + "check-run-id", "4711");
        String withApp = failed(new ScriptedRun(NAMESPACE, "unseen").annotated(ofTheApp), "unseen", false);
        String withoutApp = failed(new ScriptedRun(NAMESPACE, "by-webhook"), "by-webhook", false);
        String reported = failed(new ScriptedRun(NAMESPACE, "reported").annotated(ofTheApp), "reported", false);
        String madeUp = failed(
                new ScriptedRun(NAMESPACE, "made-up").annotated(Map.of(PREFIX + "check-run-id", "no id")),
                "made-up",
                false);
        retry(withoutApp);
        retry(madeUp);
        retry(reported);
        mark("reported-r1", "9000");
        new ScriptedRun(NAMESPACE, "forged")
                .annotated(Map.of(PREFIX + "state", "started", TektonKeys.ROOT_NAME, "reported"))
                .labelled(Map.of(
                        PREFIX + "state",
                        "started",
                        TektonKeys.ROOT_UID,
                        find("PipelineRun", "reported").at("/metadata/uid").asString()))
                .createdIn(cluster);
        ended("forged", "SUCCEEDED");
        ended("by-webhook-r1", "SUCCEEDED");
        ended("made-up-r1", "SUCCEEDED");
        ended("reported-r1", "SUCCEEDED");

        retry(withApp);

        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> assertThat(checkRun("unseen-r1")).containsExactly("4711", "4711"));
        assertThat(RunState.of(find("PipelineRun", "unseen-r1")).status()).isEqualTo(RunState.Status.SUCCEEDED);
        assertThat(checkRun("reported-r1")).containsExactly("9000", "9000");
        assertThat(checkRun("by-webhook-r1")).containsExactly("", "");
        assertThat(checkRun("made-up-r1")).containsExactly("", "");
        assertThat(checkRun("forged")).containsExactly("", "");
    }

    private List<String> checkRun(String name) {
        JsonNode metadata = find("PipelineRun", name).path("metadata");
        return List.of(
                metadata.path("annotations").path(PREFIX + "check-run-id").asString(""),
                metadata.path("labels").path(PREFIX + "check-run-id").asString(""));
    }

    /** As the watcher does when it has made a check run. */
    private void mark(String name, String checkRun) {
        ObjectNode run = (ObjectNode) find("PipelineRun", name);
        run.withObject("/metadata/annotations").put(PREFIX + "check-run-id", checkRun);
        run.withObject("/metadata/labels").put(PREFIX + "check-run-id", checkRun);
        run.withObject("/metadata")
                .put("resourceVersion", Long.toString(cluster.api().revision() + 1));
        cluster.api()
                .play(JsonMapper.shared()
                        .createObjectNode()
                        .put("type", "MODIFIED")
                        .set("object", run));
    }

    private void assertQueued(String name) {
        JsonNode run = find("PipelineRun", name);
        assertThat(run.at("/spec/status").asString("")).isEqualTo("PipelineRunPending");
        assertThat(run.at("/metadata/labels").path(PREFIX + "state").asString()).isEqualTo("queued");
        assertThat(run.at("/metadata/annotations").path(PREFIX + "state").asString())
                .isEqualTo("queued");
        assertThat(run.at("/metadata/annotations")
                        .path(PREFIX + "execution-order")
                        .asString())
                .isEqualTo(NAMESPACE + "/" + name);
    }

    private Response retry(String id) {
        return client.graphQl().document("""
                mutation ($id: ID!) {
                  retryPipelineRun(input: {runId: $id}) { run { name } request { heldBy } userErrors { code message } } }
                """).variable("id", id).execute();
    }

    private String failed(ScriptedRun run, String name, boolean isQueued) {
        Map<String, String> annotations = new HashMap<>(ANNOTATIONS);
        if (isQueued) {
            annotations.put(PREFIX + "execution-order", NAMESPACE + "/" + name);
        }
        run.annotated(annotations).ending(Map.of("compile", "Failed")).createdIn(cluster);
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
                query ($name: String!) { pipelineRun(namespace: "pac", name: $name) { id status } }
                """).variable("name", name).execute();
    }

    /** As the watcher does when it is the run's turn. */
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

    private JsonNode find(String kind, String name) {
        return cluster.api().find(kind, NAMESPACE, name).orElseThrow();
    }
}
