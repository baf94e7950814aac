package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.graphql.relay.NodeId;
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

@GraphQlContext
class VisibilityIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    private String id = "";

    @BeforeEach
    void record() {
        recorded.clear();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        recorded.recordFirstRun("a-flaky-task-recovers-by-itself-but-another-fails");
        UUID uid = jdbc.sql("select uid from pipeline_run where namespace = 'rec-chain'")
                .query(UUID.class)
                .single();
        id = new NodeId.Run(uid).encoded();
    }

    @Test
    void listsAndCountsTheRunsOfReadableNamespacesAlone() {
        allow(Set.of("list rec-flaky"));

        assertThat(count(Map.of())).isEqualTo(1);
        assertThat(count(Map.of("namespaces", List.of("rec-flaky", "rec-chain"))))
                .isEqualTo(1);
        assertThat(count(Map.of("namespaces", List.of("rec-chain")))).isZero();
    }

    @Test
    void listsNothingForACallerWithoutRights() {
        allow(Set.of());

        assertThat(count(Map.of())).isZero();
    }

    @Test
    void hidesARunAsIfItDidNotExist() {
        allow(Set.of("list rec-flaky"));

        api.documentName("nodes")
                .variable("ids", List.of(id))
                .execute()
                .path("nodes[0]")
                .valueIsNull();
        api.documentName("resultsByName")
                .variable("namespace", "rec-chain")
                .variable("name", "app-release-glc9x")
                .execute()
                .path("pipelineRun")
                .valueIsNull();
        retry().path("retryPipelineRun.userErrors[*].code")
                .entityList(String.class)
                .containsExactly("RUN_NOT_FOUND");
    }

    /** Whoever may create runs in one namespace may write there that they retry a run of another one. */
    @Test
    void showsNothingOfAnotherNamespaceForAForgedLabel() {
        jdbc.sql("""
                        update pipeline_run r
                           set base_uid = o.uid, root_uid = o.uid, retry_of_uid = o.uid, retry_number = 1, attempt_number = 2
                          from pipeline_run o
                         where r.namespace = 'rec-chain' and o.namespace = 'rec-flaky'
                        """).update();
        String hidden = jdbc.sql("select name from pipeline_run where namespace = 'rec-flaky'")
                .query(String.class)
                .single();
        allow(Set.of("list rec-chain"));

        String answer = api.document("""
                        query ($id: ID!) {
                          node(id: $id) { ... on PipelineRun {
                            name retryOf { name } retryability { refusals { code relatedRun { name } } }
                            results { name value } tasks { nodes { name reusedFrom { run { name } } lineageAttempts { nodes { id } } } }
                            lineage { root { name } latest { name } runs { nodes { name manifest } } results { name value } } } }
                          retryPlan(input: {runId: $id}) { refusals { code message } manifest }
                        }""")
                .variable("id", id)
                .execute()
                .path("")
                .entity(Object.class)
                .get()
                .toString();

        assertThat(answer).contains("app-release-glc9x").doesNotContain(hidden).doesNotContain("rec-flaky");
    }

    @Test
    void refusesTheRetryToWhomeverMayOnlyLook() {
        allow(Set.of("list rec-chain"));
        int before = cluster.list("PipelineRun").size();

        retry().path("retryPipelineRun.userErrors[*].code")
                .entityList(String.class)
                .containsExactly("FORBIDDEN");
        assertThat(cluster.list("PipelineRun")).hasSize(before);
    }

    private Response retry() {
        return api.documentName("retryPipelineRun").variable("runId", id).execute();
    }

    private int count(Map<String, Object> filter) {
        return api.documentName("pageOfRuns")
                .variable("filter", filter)
                .execute()
                .path("pipelineRuns.totalCount.value")
                .entity(Integer.class)
                .get();
    }

    private void allow(Set<String> rights) {
        cluster.access(review -> {
            JsonNode asked = review.path("resourceAttributes");
            return rights.contains(asked.path("verb").asString() + " "
                    + asked.path("namespace").asString(""));
        });
    }
}
