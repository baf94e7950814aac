package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.SimulatedCluster;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Runs that have ended, and the calls that retry many of them. */
@WholeService
abstract class BulkRetryCalls {

    @Autowired
    SimulatedCluster cluster;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    HttpGraphQlTester graphQl;

    @BeforeEach
    void nobodyHasRetriedForAWhile() {
        jdbc.sql("update retry_pace set used_up = '-infinity'").update();
    }

    /** The id of a run that has ended, its second task like that. */
    String run(String namespace, String name, Map<String, String> labels, String outcome) {
        new ScriptedRun(namespace, name)
                .labelled(labels)
                .ending(Map.of("compile", outcome))
                .createdIn(cluster);
        return ended(namespace, name, outcome.equals("Succeeded") ? "SUCCEEDED" : "FAILED");
    }

    String ended(String namespace, String name, String status) {
        await().atMost(ServiceClient.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(text(find(namespace, name), "pipelineRun.status"))
                        .isEqualTo(status));
        return text(find(namespace, name), "pipelineRun.id");
    }

    Response find(String namespace, String name) {
        return graphQl.document("""
                query ($namespace: String!, $name: String!) {
                  pipelineRun(namespace: $namespace, name: $name) { id status finishedAt } }
                """)
                .variable("namespace", namespace)
                .variable("name", name)
                .execute();
    }

    Response bulk(Map<String, Object> input) {
        return graphQl.document("""
                mutation ($input: RetryPipelineRunsInput!) {
                  retryPipelineRuns(input: $input) {
                    results {
                      retryOf { name } run { name } request { state notBefore } tasks { name action } replayed
                      userErrors { code message field } }
                    summary pageInfo { hasNextPage endCursor } userErrors { code message field } } }
                """).variable("input", new HashMap<>(input)).execute();
    }

    static List<JsonNode> results(Response answer) {
        return answer.path("retryPipelineRuns.results")
                .entityList(JsonNode.class)
                .get();
    }

    static List<String> created(Response answer) {
        return results(answer).stream()
                .map(result -> result.at("/run/name").asString())
                .toList();
    }

    List<String> retriesIn(String namespace) {
        return cluster.api().list("PipelineRun").stream()
                .map(run -> run.path("metadata"))
                .filter(metadata -> namespace.equals(metadata.path("namespace").asString())
                        && metadata.path("labels").has("tektonretry.io/retry-of-uid"))
                .map(metadata -> metadata.path("name").asString())
                .toList();
    }
}
