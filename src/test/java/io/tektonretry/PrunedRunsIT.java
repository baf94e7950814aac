package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.SimulatedCluster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Retries runs of which the cluster has nothing left. */
@WholeService
class PrunedRunsIT {

    private static final String NAMESPACE = "pruned";

    @Autowired
    SimulatedCluster cluster;

    private final ServiceClient client;

    PrunedRunsIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
    }

    @Test
    void retriesARunThatIsGoneAsIfItWereThere() {
        new ScriptedRun(NAMESPACE, "all-gone")
                .ending(Map.of("compile", "Failed"))
                .createdIn(cluster);
        String id = ended("all-gone", "FAILED");
        JsonNode planned = plannedSpec(id);

        delete("all-gone");

        assertThat(cluster.api().list("TaskRun"))
                .noneMatch(
                        task -> NAMESPACE.equals(task.at("/metadata/namespace").asString()));
        assertThat(plannedSpec(id)).isEqualTo(planned);
        assertThat(client.created(client.retry(id))).isEqualTo("all-gone-r1");
        ended("all-gone-r1", "SUCCEEDED");
        assertThat(tasks("all-gone-r1")).containsExactly("fetch REUSED", "compile SUCCEEDED", "publish SUCCEEDED");
    }

    @Test
    void retriesARunWhoseTaskRunsArePruned() {
        new ScriptedRun(NAMESPACE, "tasks-gone")
                .ending(Map.of("publish", "Failed"))
                .createdIn(cluster);
        String id = ended("tasks-gone", "FAILED");

        cluster.api().list("TaskRun").stream()
                .map(task -> task.path("metadata"))
                .filter(task ->
                        task.at("/labels/tekton.dev~1pipelineRun").asString("").equals("tasks-gone"))
                .forEach(task -> cluster.api()
                        .delete("TaskRun", NAMESPACE, task.path("name").asString()));

        assertThat(client.created(client.retry(id))).isEqualTo("tasks-gone-r1");
        assertThat(tasks("tasks-gone-r1")).contains("fetch REUSED", "compile REUSED");
    }

    @Test
    @TestsFault(35)
    void refusesWhatNeedsAVolumeThatWentWithTheRun() {
        new ScriptedRun(NAMESPACE, "volume-gone")
                .withVolume()
                .ending(Map.of("publish", "Failed"))
                .createdIn(cluster);
        String id = ended("volume-gone", "FAILED");

        delete("volume-gone");

        client.retry(id).path("retryPipelineRun").matchesJson("""
                {"run": null, "userErrors": [{
                    "code": "WORKSPACE_LOST",
                    "message": "The volume of workspace source of PipelineRun pruned/volume-gone no longer exists; onLostWorkspace RERUN_WORKSPACE_TASKS runs the tasks again that use it"}]}
                """);
        Response made = client.graphQl().document("""
                mutation ($id: ID!) {
                  retryPipelineRun(input: {runId: $id, onLostWorkspace: RERUN_WORKSPACE_TASKS}) {
                    run { id name } userErrors { code } } }
                """).variable("id", id).execute();
        assertThat(client.created(made)).isEqualTo("volume-gone-r1");
        ended("volume-gone-r1", "SUCCEEDED");
        assertThat(tasks("volume-gone-r1")).contains("fetch SUCCEEDED", "publish SUCCEEDED");
    }

    @Test
    void goesOnWithARunThatWasDeletedWhileItRan() {
        new ScriptedRun(NAMESPACE, "interrupted")
                .ending(Map.of("compile", "Never"))
                .createdIn(cluster);
        await().atMost(ServiceClient.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(tasks("interrupted")).contains("compile RUNNING"));

        delete("interrupted");

        String id = ended("interrupted", "INTERRUPTED");
        assertThat(client.created(client.retry(id))).isEqualTo("interrupted-r1");
        ended("interrupted-r1", "SUCCEEDED");
        assertThat(tasks("interrupted-r1")).containsExactly("fetch REUSED", "compile SUCCEEDED", "publish SUCCEEDED");
    }

    private void delete(String name) {
        cluster.api().delete("PipelineRun", NAMESPACE, name);
        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(() -> run(name)
                        .path("pipelineRun.existsInCluster")
                        .entity(Boolean.class)
                        .isEqualTo(false));
    }

    /** The id of the run once it stands like that. */
    private String ended(String name, String status) {
        await().atMost(ServiceClient.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(text(run(name), "pipelineRun.status")).isEqualTo(status));
        return text(run(name), "pipelineRun.id");
    }

    private List<String> tasks(String name) {
        return run(name).path("pipelineRun.tasks.nodes").entityList(RecordedRunsIT.TaskStatus.class).get().stream()
                .map(task -> task.name() + " " + task.status())
                .toList();
    }

    private Response run(String name) {
        return client.graphQl()
                .document("""
                query ($namespace: String!, $name: String!) {
                  pipelineRun(namespace: $namespace, name: $name) {
                    id status existsInCluster tasks { nodes { name status } } } }
                """)
                .variable("namespace", NAMESPACE)
                .variable("name", name)
                .execute();
    }

    private JsonNode plannedSpec(String id) {
        return client.graphQl()
                .document("query ($id: ID!) { retryPlan(input: {runId: $id}) { manifest } }")
                .variable("id", id)
                .execute()
                .path("retryPlan.manifest.spec")
                .entity(JsonNode.class)
                .get();
    }
}
