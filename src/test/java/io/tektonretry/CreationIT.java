package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.Admission;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.RecordedScenario;
import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.tekton.TektonKeys;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Creates retries in a cluster that objects, loses answers or remembers an earlier try. */
@WholeService
class CreationIT {

    @Autowired
    SimulatedCluster cluster;

    @Autowired
    JdbcClient jdbc;

    private final ServiceClient client;
    private final HttpGraphQlTester graphQl;
    private Admission objection = object -> List.of();

    CreationIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
        this.graphQl = graphQl;
    }

    @AfterEach
    void tellTheTruthAgain() {
        cluster.api().faults(Fault.NONE);
        cluster.api().withdraw(objection);
    }

    @Test
    void takesTheFormThatTheWebhookAccepts() {
        RecordedScenario scenario = RecordedScenario.named("two-tasks-use-one-parameter-name-with-two-types");
        String runId = client.mirrored(scenario);
        object(
                created -> created.path("kind").asString("").equals("PipelineRun")
                        && created.path("spec").has("pipelineSpec"),
                "no inline specs");

        String name = client.created(client.retry(runId));

        JsonNode run = find("PipelineRun", scenario, name);
        JsonNode pipeline = find("Pipeline", scenario, name);
        assertThat(run.at("/spec/pipelineRef/name").asString()).isEqualTo(name);
        assertThat(pipeline.at("/metadata/ownerReferences/0/uid")).isEqualTo(run.at("/metadata/uid"));
    }

    @Test
    void answersTheWebhooksOwnWordsAndClaimsNothing() {
        RecordedScenario scenario = RecordedScenario.named("one-of-three-parents-fails-before-the-join");
        String runId = client.mirrored(scenario);
        object(run -> true, "the moon is in the wrong house");

        GraphQlTester.Response refused = client.retry(runId);
        assertThat(text(refused, "retryPipelineRun.userErrors[0].code")).isEqualTo("REJECTED_BY_CLUSTER");
        assertThat(text(refused, "retryPipelineRun.userErrors[0].message")).contains("the moon is in the wrong house");

        tellTheTruthAgain();
        assertThat(client.created(client.retry(runId))).endsWith("-r1");
    }

    @Test
    void keepsTheVolumeForAsLongAsTheRetryIsThere() {
        RecordedScenario scenario = RecordedScenario.named("the-failed-run-is-deleted-while-its-retry-uses-its-volume");
        String name = client.created(client.retry(client.mirrored(scenario)));

        JsonNode run = find("PipelineRun", scenario, name);
        String claim =
                run.at("/spec/workspaces/0/persistentVolumeClaim/claimName").asString();
        assertThat(run.path("spec").has("status")).isFalse();
        assertThat(find("PersistentVolumeClaim", scenario, claim)
                        .at("/metadata/ownerReferences")
                        .valueStream()
                        .map(owner -> owner.path("uid")))
                .containsExactly(scenario.pipelineRun().at("/metadata/uid"), run.at("/metadata/uid"));
    }

    @Test
    void leavesAVolumeAloneThatTheLineageDoesNotOwn() {
        ObjectNode run = new ScriptedRun("volumes", "theirs")
                .withVolume()
                .ending(Map.of("compile", "Failed"))
                .createdIn(cluster);
        String runId = client.mirrored(run.path("metadata"));
        ObjectNode theirs = cluster.api().list("PersistentVolumeClaim").stream()
                .filter(found -> found.at("/metadata/ownerReferences/0/uid").equals(run.at("/metadata/uid")))
                .findFirst()
                .orElseThrow();
        theirs.withObject("/metadata").remove("ownerReferences");
        cluster.api()
                .play(JsonMapper.shared()
                        .createObjectNode()
                        .put("type", "MODIFIED")
                        .set("object", theirs));

        client.created(client.retry(runId));

        String claim = theirs.at("/metadata/name").asString();
        assertThat(cluster.api()
                        .find("PersistentVolumeClaim", "volumes", claim)
                        .orElseThrow()
                        .path("metadata")
                        .has("ownerReferences"))
                .isFalse();
    }

    @Test
    void endsWhereTheKindOrTheNamespaceIsGone() {
        RecordedScenario scenario = RecordedScenario.named("a-matrix-shrinks-from-retry-to-retry");
        String runId = client.mirrored(scenario);
        cluster.api()
                .faults(Fault.refusing(
                        404,
                        "NotFound",
                        "namespaces is not here",
                        request -> request.method().equals("POST")
                                && request.resource().equals("pipelineruns")));

        GraphQlTester.Response refused = client.retry(runId);

        assertThat(text(refused, "retryPipelineRun.userErrors[0].code")).isEqualTo("REJECTED_BY_CLUSTER");
        assertThat(jdbc.sql("select state from retry_request where namespace = ?")
                        .param(scenario.namespace())
                        .query(String.class)
                        .list())
                .containsExactly("REFUSED");
    }

    @Test
    void usesNoPipelineThatSomebodyElseHasPutThere() {
        RecordedScenario scenario = RecordedScenario.named("one-task-run-is-cancelled-by-hand");
        String runId = client.mirrored(scenario);
        object(
                created -> created.path("kind").asString("").equals("PipelineRun")
                        && created.path("spec").has("pipelineSpec"),
                "no inline specs");
        String version = graphQl.document("query ($id: ID!) { retryPlan(input: {runId: $id}) { planVersion } }")
                .variable("id", runId)
                .execute()
                .path("retryPlan.planVersion")
                .entity(String.class)
                .get();
        String planned = scenario.pipelineRun().at("/metadata/name").asString() + "-r1";
        ObjectNode forged = JsonMapper.shared()
                .createObjectNode()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "Pipeline");
        forged.putObject("metadata")
                .put("namespace", scenario.namespace())
                .put("name", planned)
                .putObject("annotations")
                .put(TektonKeys.PLAN_VERSION, version);
        forged.putObject("spec").putArray("tasks").addObject().put("name", "evil");
        cluster.api().create(forged);

        String name = client.created(client.retry(runId));

        JsonNode run = find("PipelineRun", scenario, name);
        assertThat(run.at("/spec/pipelineRef/name").asString()).isEqualTo(name).isNotEqualTo(planned);
        assertThat(find("Pipeline", scenario, name).at("/metadata/annotations").path(TektonKeys.REQUEST_PROOF))
                .as("a Pipeline can be read before its run is there")
                .isNotEqualTo(run.at("/metadata/annotations").path(TektonKeys.REQUEST_PROOF));
        assertThat(find("Pipeline", scenario, planned).path("metadata").has("ownerReferences"))
                .isFalse();
    }

    @Test
    @TestsFault(3)
    void findsTheRunWhoseCreationWasNotAnswered() {
        RecordedScenario scenario = RecordedScenario.named("a-branch-that-is-complete-stays-complete");
        String runId = client.mirrored(scenario);
        cluster.api().faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                boolean creates =
                        request.method().equals("POST") && !request.query().containsKey("dryRun");
                if (creates && request.resource().equals("pipelineruns")) {
                    throw new ConnectionCut();
                }
            }
        });

        String name = client.created(client.retry(runId));

        assertThat(find("PipelineRun", scenario, name).at("/metadata/labels").has(TektonKeys.ROOT_UID))
                .isTrue();
    }

    @Test
    void saysThatTheClusterIsAwayAndClaimsNothing() {
        RecordedScenario scenario = RecordedScenario.named("a-task-uses-up-both-of-its-retries");
        String runId = client.mirrored(scenario);
        cluster.api()
                .faults(Fault.refusing(
                        503,
                        "ServiceUnavailable",
                        "the leader was lost",
                        request -> request.method().equals("POST")
                                && request.resource().equals("pipelineruns")));
        assertThat(text(client.retry(runId), "retryPipelineRun.userErrors[0].code"))
                .isEqualTo("CLUSTER_UNAVAILABLE");

        tellTheTruthAgain();
        assertThat(client.created(client.retry(runId))).endsWith("-r1");
    }

    @Test
    void refusesASecondRetryWhileAnotherIsScheduled() {
        RecordedScenario scenario = RecordedScenario.named("one-branch-fails-while-another-goes-on");
        String runId = client.mirrored(scenario);
        claim(scenario, Instant.now().plus(Duration.ofHours(1)));

        GraphQlTester.Response refused = client.retry(runId);

        assertThat(text(refused, "retryPipelineRun.userErrors[0].code")).isEqualTo("RETRY_IN_PROGRESS");
        assertThat(text(refused, "retryPipelineRun.userErrors[0].message")).contains("somebody");
        refused.path("retryPipelineRun.userErrors[0].relatedRun").valueIsNull();
    }

    @Test
    void finishesTheRetryOfSomebodyWhoDiedBeforeCreatingIt() {
        RecordedScenario scenario = RecordedScenario.named("one-task-reaches-its-own-timeout");
        String runId = client.mirrored(scenario);
        claim(scenario, null);

        GraphQlTester.Response refused = client.retry(runId);

        assertThat(text(refused, "retryPipelineRun.userErrors[0].code")).isEqualTo("RETRY_IN_PROGRESS");
        assertThat(text(refused, "retryPipelineRun.userErrors[0].relatedRun.name"))
                .endsWith("-r1");
    }

    private void object(Predicate<ObjectNode> to, String words) {
        objection = created -> to.test(created) ? List.of(words) : List.of();
        cluster.api().admission(objection);
    }

    private void claim(RecordedScenario scenario, @Nullable Instant notBefore) {
        JsonNode metadata = scenario.pipelineRun().path("metadata");
        UUID uid = UUID.fromString(metadata.path("uid").asString());
        jdbc.sql("""
                        insert into retry_request
                               (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester,
                                requested_at, options, not_before, state)
                        values (:id, :uid, 1, :uid, :namespace, :name, 'somebody',
                                '{"name": "somebody", "groups": [], "extra": {}, "authentication": "NONE"}', now(), '{}', :notBefore, 'SCHEDULED')
                        """)
                .param("id", UUID.randomUUID())
                .param("uid", uid)
                .param("namespace", metadata.path("namespace").asString())
                .param("name", metadata.path("name").asString() + "-r1")
                .param("notBefore", notBefore == null ? null : Timestamp.from(notBefore))
                .update();
    }

    private JsonNode find(String kind, RecordedScenario scenario, String name) {
        return cluster.api().find(kind, scenario.namespace(), name).orElseThrow();
    }
}
