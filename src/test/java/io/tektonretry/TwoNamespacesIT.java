package io.tektonretry;

import static io.tektonretry.ServiceClient.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.tekton.TektonKeys;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two people who do not trust each other share a cluster: each may create, get and list PipelineRuns and TaskRuns in a namespace of
 * their own, and has no right in the other one. Whatever the attacker writes there, the victim's runs stay what they are, and the
 * attacker learns nothing of them. One method a threat.
 */
@WholeService
class TwoNamespacesIT {

    private static final String A = "attacker";
    private static final String B = "victim";
    private static final Set<String> VERBS = Set.of("create", "get", "list");
    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired
    SimulatedCluster cluster;

    @Autowired
    JdbcClient jdbc;

    private final HttpGraphQlTester victim;
    private final HttpGraphQlTester attacker;

    TwoNamespacesIT(@Autowired HttpGraphQlTester alice) {
        victim = as(alice, B);
        attacker = as(alice, A);
    }

    /** The name of each of the two is that of their namespace, and their token. */
    private static HttpGraphQlTester as(HttpGraphQlTester alice, String user) {
        return alice.mutate().headers(headers -> headers.setBearerAuth(user)).build();
    }

    @BeforeEach
    void separate() {
        cluster.api().access(review -> {
            String user = review.path("user").asString();
            JsonNode right = review.path("resourceAttributes");
            return !Set.of(A, B).contains(user)
                    || user.equals(right.path("namespace").asString(""))
                            && VERBS.contains(right.path("verb").asString());
        });
    }

    @Test
    void aTaskRunThatNamesTheRunOfAnotherNamespaceIsNoTaskOfIt() {
        ObjectNode run = failedRun("believes-no-label");
        recorded(ended(taskRunOf(run, "fetch"), "evil"));
        recorded(ended(ownedTaskRunOf(run, "publish"), "evil"));

        JsonNode seen = inspected(victim, run);

        assertThat(seen.toString()).doesNotContain("evil");
        assertThat(seen.at("/tasks/nodes"))
                .extracting(task ->
                        task.path("name").asString() + " " + task.path("status").asString() + " "
                                + task.path("attemptCount").asInt())
                .containsExactly("fetch SUCCEEDED 1", "compile FAILED 1", "publish SKIPPED 0");
    }

    @Test
    void aTaskRunThatNamesTheRunOfAnotherNamespacePutsNothingIntoItsRetry() {
        ObjectNode run = failedRun("takes-no-result");
        String commit = commit(run);
        recorded(ended(ownedTaskRunOf(run, "fetch"), "evil"));

        String plan = plan(victim, run).toString();
        ObjectNode retry = retried(victim, run);

        assertThat(plan).contains(commit).doesNotContain("evil");
        assertThat(retry.toString()).contains(commit).doesNotContain("evil");
    }

    @Test
    void aTaskRunThatNamesTheRunOfAnotherNamespaceHoldsUpNothing() {
        ObjectNode run = failedRun("waits-for-nobody");
        recorded(running(ownedTaskRunOf(run, "compile")));
        recorded(running(ownedTaskRunOf(run, "anything")));
        recorded(running(ownedPipelineRunOf(run)));

        JsonNode seen = inspected(victim, run);

        assertThat(seen.at("/retryability/refusals")).isEmpty();
        assertThat(seen.at("/completeness/unobservedChildren")).isEmpty();
        assertThat(safeToPrune(victim, B)).contains("waits-for-nobody");
        assertThat(retried(victim, run).at("/metadata/name").asString()).isEqualTo("waits-for-nobody-r1");
    }

    @Test
    void aTaskRunThatCannotBeReadLeavesTheRunOfAnotherNamespaceComplete() {
        ObjectNode run = failedRun("is-complete");
        ObjectNode broken = ended(ownedTaskRunOf(run, "fetch"), "evil");
        broken.withObject("/status").put("completionTime", "never");
        cluster.api().load(List.of(broken));
        await().atMost(PATIENCE)
                .until(() -> jdbc.sql("select count(*) from quarantined_object where uid = ?")
                                .param(broken.at("/metadata/uid").asString())
                                .query(Integer.class)
                                .single()
                        == 1);

        assertThat(inspected(victim, run).at("/completeness/quarantined").asBoolean())
                .isFalse();
    }

    @Test
    void aTaskRunShowsItsOwnerNothingOfTheRunThatItNames() {
        ObjectNode run = failedRun("hides");
        ObjectNode forged = ended(ownedTaskRunOf(run, "fetch"), "evil");
        recorded(forged);

        Response answer = attacker.document("""
                        query ($ids: [ID!]!) { nodes(ids: $ids) { id } }
                        """)
                .variable(
                        "ids",
                        List.of(
                                id("PipelineRun:" + uid(run)),
                                id("PipelineTask:" + uid(run) + "/fetch"),
                                id("TaskAttempt:" + uid(run) + "/" + uid(forged) + "/1")))
                .execute();

        assertThat(answer.path("nodes").entity(JsonNode.class).get()).allMatch(JsonNode::isNull);
    }

    @Test
    void labelsThatNameARunElsewhereMakeNoAttemptOfIt() {
        ObjectNode run = failedRun("claimed");
        for (String number : List.of("1", "49", "2147483646", "99999999999999999999")) {
            ObjectNode forged = of("PipelineRun", run, "claimed-r" + number);
            forged.withObject("/metadata/labels")
                    .put(TektonKeys.ROOT_UID, uid(run).toString())
                    .put(TektonKeys.RETRY_OF_UID, uid(run).toString())
                    .put(TektonKeys.RETRY_NUMBER, number);
            recorded(ended(forged, "evil"));
        }
        ObjectNode rerun = of("PipelineRun", run, "claimed-again");
        rerun.withObject("/metadata/labels").put(TektonKeys.DASHBOARD_RERUN_OF, "claimed");
        recorded(ended(rerun, "evil"));

        victim.document("""
                        query ($id: ID!) {
                          node(id: $id) { ... on PipelineRun {
                            retryability { retryable } retries { nodes { name } }
                            lineage { outcome attemptCount latest { name } runs { nodes { name } } } } }
                          retryPlan(input: {runId: $id}) { retryable manifest }
                        }
                        """)
                .variable("id", id("PipelineRun:" + uid(run)))
                .execute()
                .path("")
                .matchesJson("""
                        {"node": {
                           "retryability": {"retryable": true}, "retries": {"nodes": []},
                           "lineage": {"outcome": "NOT_RETRIED", "attemptCount": 1, "latest": {"name": "claimed"},
                                       "runs": {"nodes": [{"name": "claimed"}]}}},
                         "retryPlan": {"retryable": true, "manifest": {"metadata": {"name": "claimed-r1"}}}}
                        """);
    }

    @Test
    void aRunThatNamesTheRunOfAnotherNamespaceAsItsParentIsARunOfItsOwn() {
        ObjectNode parent = failedRun("has-no-child");
        ObjectNode forged = new ScriptedRun(A, "has-no-parent")
                .ending(Map.of("compile", "Failed"))
                .ownedBy(parent)
                .createdIn(cluster);
        recorded(ended(A, "has-no-parent"));

        JsonNode seen = inspected(attacker, forged);

        assertThat(seen.at("/retryability/refusals")).isEmpty();
        assertThat(safeToPrune(attacker, A)).contains("has-no-parent");
    }

    /** A run of the attacker's own, whose plan would take the time and the memory of everybody's. */
    @Test
    void aPipelineOfThousandsOfTasksIsRefusedInsteadOfPlanned() {
        ObjectNode run = of("PipelineRun", failedRun("small"), "huge");
        var tasks = run.withObject("/spec/pipelineSpec").putArray("tasks");
        for (int i = 0; i < 501; i++) {
            tasks.addObject().put("name", "a" + i).putObject("taskRef").put("name", "any");
        }
        var last = run.withObject("/spec/pipelineSpec").putArray("finally");
        for (int i = 0; i < 500; i++) {
            ObjectNode task = last.addObject().put("name", "f" + i);
            task.putObject("taskRef").put("name", "any");
            task.putArray("when")
                    .addObject()
                    .put("input", "$(tasks.status)")
                    .put("operator", "in")
                    .putArray("values")
                    .add("Failed");
        }
        ObjectNode ended = ended(run, "any");
        ((ObjectNode) ended.at("/status/conditions/0")).put("status", "False").put("reason", "Failed");
        recorded(ended);

        JsonNode refusal = inspected(attacker, run).at("/retryability/refusals/0");

        assertThat(refusal.path("code").asString()).isEqualTo("SPEC_TOO_LARGE");
        assertThat(refusal.path("message").asString()).contains("attacker/huge has 1,001 tasks", "more than 1,000");
    }

    /** A run of the victim whose second task has failed. */
    private ObjectNode failedRun(String name) {
        new ScriptedRun(B, name).ending(Map.of("compile", "Failed")).createdIn(cluster);
        ObjectNode run = ended(B, name);
        recorded(run);
        return run;
    }

    private ObjectNode ended(String namespace, String name) {
        return await().atMost(PATIENCE)
                .until(
                        () -> cluster.api().find("PipelineRun", namespace, name).orElseThrow(),
                        run -> run.path("status").has("completionTime"));
    }

    /** What whoever may create TaskRuns can write on one: a label with any UID, and any name that is free there. */
    private static ObjectNode taskRunOf(ObjectNode run, String task) {
        ObjectNode forged = of("TaskRun", run, run.at("/metadata/name").asString() + "-" + task);
        forged.withObject("/metadata/labels")
                .put(TektonKeys.PIPELINE_TASK, task)
                .put(TektonKeys.PIPELINE_RUN, run.at("/metadata/name").asString())
                .put(TektonKeys.PIPELINE_RUN_UID, uid(run).toString());
        return forged;
    }

    private static ObjectNode ownedTaskRunOf(ObjectNode run, String task) {
        return ownedBy(run, taskRunOf(run, task));
    }

    private static ObjectNode ownedPipelineRunOf(ObjectNode run) {
        return ownedBy(run, of("PipelineRun", run, run.at("/metadata/name").asString() + "-child"));
    }

    private static ObjectNode of(String kind, ObjectNode run, String name) {
        ObjectNode forged =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", kind);
        forged.putObject("metadata")
                .put("namespace", A)
                .put("name", name)
                .put("uid", UUID.randomUUID().toString())
                .put("creationTimestamp", run.at("/status/completionTime").asString());
        return forged;
    }

    private static ObjectNode ownedBy(ObjectNode run, ObjectNode forged) {
        forged.withObject("/metadata").putArray("ownerReferences").add(ScriptedRun.owner(run));
        return forged;
    }

    private static ObjectNode ended(ObjectNode taskRun, String result) {
        ObjectNode status = running(taskRun).withObject("/status");
        status.set("completionTime", status.path("startTime"));
        status.putArray("results")
                .addObject()
                .put("name", "commit")
                .put("type", "string")
                .put("value", result);
        ((ObjectNode) status.at("/conditions/0")).put("status", "True").put("reason", "Succeeded");
        return taskRun;
    }

    private static ObjectNode running(ObjectNode object) {
        ObjectNode status = object.withObject("/status");
        status.set("startTime", object.at("/metadata/creationTimestamp"));
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "Unknown")
                .put("reason", "Running");
        return object;
    }

    /** Waits until the mirror has recorded the object, which goes to the cluster first unless it is there. */
    private void recorded(ObjectNode object) {
        if (!object.path("metadata").has("resourceVersion")) {
            cluster.api().load(List.of(object));
        }
        long version = object.at("/metadata/resourceVersion").asLong(0);
        await().atMost(PATIENCE)
                .until(() -> jdbc.sql("select count(*) from document where uid = ? and resource_version >= ?")
                                .params(uid(object), version)
                                .query(Integer.class)
                                .single()
                        == 1);
    }

    private static JsonNode inspected(HttpGraphQlTester caller, ObjectNode run) {
        return caller.document("""
                        query ($id: ID!) {
                          node(id: $id) { ... on PipelineRun {
                            tasks { nodes { name status attemptCount
                              attempts { nodes { status results { name value } } }
                              lineageAttempts { nodes { status results { name value } } } } }
                            events { nodes { reason message } }
                            completeness { unobservedChildren { name } quarantined }
                            retryability { refusals { code message relatedRun { name } } } } } }
                        """)
                .variable("id", id("PipelineRun:" + uid(run)))
                .execute()
                .path("node")
                .entity(JsonNode.class)
                .get();
    }

    private static JsonNode plan(HttpGraphQlTester caller, ObjectNode run) {
        return caller.document("""
                        query ($id: ID!) { retryPlan(input: {runId: $id}) { manifest refusals { code } } }
                        """)
                .variable("id", id("PipelineRun:" + uid(run)))
                .execute()
                .path("retryPlan")
                .entity(JsonNode.class)
                .get();
    }

    private ObjectNode retried(HttpGraphQlTester caller, ObjectNode run) {
        ServiceClient client = new ServiceClient(caller);
        String name = client.created(client.retry(id("PipelineRun:" + uid(run))));
        return cluster.api()
                .find("PipelineRun", run.at("/metadata/namespace").asString(), name)
                .orElseThrow();
    }

    /** The result of the first task, which goes into a retry of the second. */
    private String commit(ObjectNode run) {
        return cluster.api()
                .find("TaskRun", B, run.at("/metadata/name").asString() + "-fetch")
                .orElseThrow()
                .at("/status/results/0/value")
                .asString();
    }

    private static List<String> safeToPrune(HttpGraphQlTester caller, String namespace) {
        return caller.document("""
                        query ($namespace: String!) { safeToPrune(namespace: $namespace) { name } }
                        """)
                .variable("namespace", namespace)
                .execute()
                .path("safeToPrune[*].name")
                .entityList(String.class)
                .get();
    }

    private static UUID uid(ObjectNode object) {
        return UUID.fromString(object.at("/metadata/uid").asString());
    }

    private static String id(String node) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(node.getBytes(UTF_8));
    }
}
