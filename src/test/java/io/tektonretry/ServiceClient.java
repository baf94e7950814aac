package io.tektonretry;

import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.RecordedScenario;
import java.time.Duration;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Calls the service as a bot does. */
record ServiceClient(HttpGraphQlTester graphQl) {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The id of a recorded run, once the mirror has seen it with its tasks. */
    String mirrored(RecordedScenario scenario) {
        return mirrored(scenario.pipelineRun().path("metadata"));
    }

    /** The id of the run of this name once it is mirrored and can be retried. */
    String mirrored(JsonNode metadata) {
        GraphQlTester.Request<?> run = graphQl.document("""
                        query ($namespace: String!, $name: String!) {
                          pipelineRun(namespace: $namespace, name: $name) { id retryability { retryable } } }
                        """)
                .variable("namespace", metadata.path("namespace").asString())
                .variable("name", metadata.path("name").asString());
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> run.execute()
                        .path("pipelineRun.retryability.retryable")
                        .entity(Boolean.class)
                        .isEqualTo(true));
        return text(run.execute(), "pipelineRun.id");
    }

    GraphQlTester.Response retry(String runId) {
        return graphQl.document("""
                        mutation ($id: ID!) {
                          retryPipelineRun(input: {runId: $id}) {
                            run { id name } userErrors { code message relatedRun { name } } } }
                        """).variable("id", runId).execute();
    }

    /** The name of the run that the retry created. */
    String created(GraphQlTester.Response retry) {
        retry.path("retryPipelineRun.userErrors").entityList(Object.class).hasSize(0);
        return text(retry, "retryPipelineRun.run.name");
    }

    static String text(GraphQlTester.Response answer, String path) {
        return answer.path(path).entity(String.class).get();
    }
}
