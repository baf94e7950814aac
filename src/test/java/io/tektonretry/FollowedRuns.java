package io.tektonretry;

import static io.tektonretry.ServiceClient.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.SimulatedCluster;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Creates runs in a namespace of the simulated cluster, and follows their retries to the end. */
record FollowedRuns(SimulatedCluster cluster, HttpGraphQlTester graphQl, String namespace) {

    private static final JsonMapper JSON = JsonMapper.shared();

    void create(String name, String outcomes, String results, String spec) {
        ObjectNode run =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        run.putObject("metadata")
                .put("namespace", namespace)
                .put("name", name)
                .putObject("annotations")
                .put("demo.tektonretry.io/outcomes", outcomes)
                .put("demo.tektonretry.io/results", results);
        run.set("spec", JSON.readTree(spec));
        cluster.api().create(run);
    }

    String retryable(String name) {
        GraphQlTester.Request<?> run =
                graphQl.document("""
                        query ($namespace: String!, $name: String!) {
                          pipelineRun(namespace: $namespace, name: $name) { id retryability { retryable } } }
                        """).variable("namespace", namespace).variable("name", name);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> run.execute()
                        .path("pipelineRun.retryability.retryable")
                        .entity(Boolean.class)
                        .isEqualTo(true));
        return ServiceClient.text(run.execute(), "pipelineRun.id");
    }

    /** Waits until the mirror has the run. */
    void mirrored(String name) {
        until(name, "pipelineRun.name", name);
    }

    /** Waits until the run has succeeded. */
    void succeeded(String name) {
        until(name, "pipelineRun.status", "SUCCEEDED");
    }

    /** Waits until reports count a retry that helped. */
    void reported() {
        GraphQlTester.Request<?> worth = graphQl.document("""
                        query ($namespace: String!) { reports(filter: {namespaces: [$namespace]}) {
                          retryWorth(first: 1) { rows { recovered { count } } } } }
                        """).variable("namespace", namespace);
        await().atMost(PATIENCE)
                .untilAsserted(() -> worth.execute()
                        .path("reports.retryWorth.rows[*].recovered.count")
                        .entityList(Integer.class)
                        .containsExactly(1));
    }

    private void until(String name, String path, String value) {
        GraphQlTester.Request<?> run =
                graphQl.document("""
                        query ($namespace: String!, $name: String!) {
                          pipelineRun(namespace: $namespace, name: $name) { name status } }
                        """).variable("namespace", namespace).variable("name", name);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> run.execute().path(path).entity(String.class).isEqualTo(value));
    }

    String refusal(String options, String id) {
        ObjectNode error = graphQl.document(
                        "mutation ($id: ID!) { retryPipelineRun(input: {runId: $id, %s}) { userErrors { code tasks } } }"
                                .formatted(options))
                .variable("id", id)
                .execute()
                .path("retryPipelineRun.userErrors[0]")
                .entity(ObjectNode.class)
                .get();
        return error.path("code").asString() + " " + error.path("tasks");
    }

    String retriedWith(String options, String id) {
        return graphQl.document(
                        "mutation ($id: ID!) { retryPipelineRun(input: {runId: $id, %s}) { run { id } userErrors { message } } }"
                                .formatted(options))
                .variable("id", id)
                .execute()
                .path("retryPipelineRun.run.id")
                .entity(String.class)
                .get();
    }

    Map<String, String> statusesAtTheEnd(String id) {
        GraphQlTester.Request<?> run = graphQl.document("""
                        query ($id: ID!) { node(id: $id) { ... on PipelineRun {
                          status message tasks(first: 100) { nodes { name status } } } } }
                        """).variable("id", id);
        await().atMost(PATIENCE)
                .untilAsserted(() -> run.execute()
                        .path("node")
                        .entity(ObjectNode.class)
                        .satisfies(node -> assertThat(node.path("status").asString())
                                .as(node.toString())
                                .isEqualTo("SUCCEEDED")));
        Map<String, String> statuses = new TreeMap<>();
        run.execute()
                .path("node.tasks.nodes")
                .entityList(ObjectNode.class)
                .get()
                .forEach(task -> statuses.put(
                        task.path("name").asString(), task.path("status").asString()));
        return statuses;
    }
}
