package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.RecordedScenario;
import io.tektonretry.cluster.SimulatedCluster;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Retries runs of a real controller over HTTP, as the webhook of that controller accepted it, and follows them to their end. */
@WholeService
class RecordedRunsIT {

    @Autowired
    SimulatedCluster cluster;

    private final ServiceClient client;

    RecordedRunsIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
    }

    @ParameterizedTest
    @CsvSource({
        "a-chain-stops-at-its-middle-task,               fetch=REUSED compile=SUCCEEDED publish=SUCCEEDED",
        "every-kind-of-result-reference-crosses-the-cut, scan=REUSED pack=SUCCEEDED gate=SKIPPED fan=SUCCEEDED",
        "finally-reports-the-status-of-a-failed-graph,   migrate=REUSED test=SUCCEEDED ship=SUCCEEDED notify=SUCCEEDED rollback=SKIPPED",
        "the-volume-of-the-failed-run-is-used-again,     clone=REUSED test=SUCCEEDED publish=SUCCEEDED"
    })
    void areRetriedAsTheRealWebhookAcceptedIt(String name, String tasks) {
        RecordedScenario scenario = RecordedScenario.named(name);
        String runId = client.mirrored(scenario);

        GraphQlTester.Response answer = client.retry(runId);
        String retryName = client.created(answer);
        String retryId = text(answer, "retryPipelineRun.run.id");

        JsonNode created = cluster.api()
                .find("PipelineRun", scenario.namespace(), retryName)
                .orElseThrow();
        assertThat(Manifests.spec(created))
                .isEqualTo(Manifests.spec(scenario.documents("retry.yaml").get(0)));

        await().atMost(ServiceClient.PATIENCE)
                .untilAsserted(
                        () -> assertThat(text(retry(retryId), "node.status")).isEqualTo("SUCCEEDED"));
        GraphQlTester.Response retry = retry(retryId);
        assertThat(text(retry, "node.lineage.outcome")).isEqualTo("RECOVERED");
        assertThat(text(retry, "node.lineage.root.id")).isEqualTo(runId);
        assertThat(text(retry, "node.retryOf.id")).isEqualTo(runId);
        assertThat(statuses(retry)).isEqualTo(expected(tasks));
    }

    private GraphQlTester.Response retry(String id) {
        return client.graphQl().document("""
                        query ($id: ID!) {
                          node(id: $id) { ... on PipelineRun {
                            status retryOf { id } lineage { outcome root { id } }
                            tasks(first: 100) { nodes { name status } } } } }
                        """).variable("id", id).execute();
    }

    private static Map<String, String> statuses(GraphQlTester.Response retry) {
        Map<String, String> statuses = new TreeMap<>();
        retry.path("node.tasks.nodes")
                .entityList(TaskStatus.class)
                .get()
                .forEach(task -> statuses.put(task.name(), task.status()));
        return statuses;
    }

    private static Map<String, String> expected(String tasks) {
        Map<String, String> statuses = new TreeMap<>();
        for (String task : tasks.split(" ")) {
            statuses.put(task.substring(0, task.indexOf('=')), task.substring(task.indexOf('=') + 1));
        }
        return statuses;
    }

    /** A task as the query gives it. */
    record TaskStatus(String name, String status) {}
}
