package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.graphql.relay.Opaque;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.ResponseError;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

@GraphQlContext
class ViewerIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    @BeforeEach
    void record() {
        recorded.clear();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
        recorded.recordFirstRun("a-flaky-task-recovers-by-itself-but-another-fails");
        recorded.recordFirstRun("two-of-six-matrix-combinations-fail");
    }

    @Test
    void tellsTheCallerWhatTheCallerMayDo() {
        Rights.of(
                cluster,
                Set.of("list pipelineruns rec-chain", "retry pipelineruns rec-chain", "get pipelineruns rec-flaky"));

        api.documentName("viewer").execute().path("viewer").matchesJsonStrictly("""
                {"name": "alice", "groups": [], "kind": "USER", "authentication": "TOKEN_REVIEW",
                 "namespaces": {
                   "totalCount": 2,
                   "pageInfo": {"hasNextPage": false, "endCursor": "TmFtZXNwYWNlOnJlYy1mbGFreQ"},
                   "edges": [{"cursor": "TmFtZXNwYWNlOnJlYy1jaGFpbg"}, {"cursor": "TmFtZXNwYWNlOnJlYy1mbGFreQ"}],
                   "nodes": [{"name": "rec-chain", "canRead": true, "canRetry": true},
                             {"name": "rec-flaky", "canRead": false, "canRetry": false}]}}
                """);
    }

    @Test
    void givesTheNamespacesInPages() {
        api.documentName("viewer")
                .variable("first", 1)
                .execute()
                .path("viewer.namespaces.nodes[*].name")
                .entityList(String.class)
                .containsExactly("rec-chain");
        api.documentName("viewer")
                .variable("first", 5)
                .variable("after", Opaque.encode("Namespace:rec-chain"))
                .execute()
                .path("viewer.namespaces.nodes[*].name")
                .entityList(String.class)
                .hasSize(2)
                .doesNotContain("rec-chain");
    }

    @Test
    void saysOfManyRunsWithOneQuestionANamespace() {
        recorded.recordFirstRuns("a-chain-stops-at-its-middle-task", 5);
        Rights rights = Rights.of(cluster, Set.of("list pipelineruns", "create pipelineruns rec-flaky"));

        api.document("{ pipelineRuns { nodes { namespace viewerCanRetry } } }")
                .execute()
                .path("pipelineRuns.nodes[?(@.viewerCanRetry == true)].namespace")
                .entityList(String.class)
                .containsExactly("rec-flaky");
        assertThat(rights.questions())
                .containsOnlyOnce(
                        "list pipelineruns",
                        "create pipelineruns rec-chain",
                        "retry pipelineruns rec-chain",
                        "create pipelineruns rec-flaky");
    }

    @Test
    void asksAnewWithEveryRequest() {
        String document = "{ pipelineRuns { nodes { viewerCanRetry } } }";
        Rights.of(cluster, Set.of("list pipelineruns", "create pipelineruns rec-chain"));
        assertThat(canRetry(document)).isEqualTo(1);

        Rights.of(cluster, Set.of("list pipelineruns"));
        assertThat(canRetry(document)).isZero();
    }

    @Test
    void anOutageOfTheApiServerIsSaidWhereItHidesTheAnswerAndNowhereElse() {
        cluster.faults(Fault.refusing(
                503,
                "ServiceUnavailable",
                "the leader was lost",
                request -> request.body().matches("(?s).*\"(create|retry)\".*")));

        var answer = api.document("""
                { pipelineRuns { nodes { name viewerCanRetry } } viewer { namespaces { nodes { name canRetry } } } }
                """).execute();

        answer.errors().satisfy(errors -> {
            assertThat(errors)
                    .extracting(error -> error.getExtensions().get("code"))
                    .containsOnly("CLUSTER_UNAVAILABLE");
            assertThat(errors)
                    .extracting(ResponseError::getPath)
                    .contains("pipelineRuns.nodes[0].viewerCanRetry", "viewer.namespaces.nodes[2].canRetry")
                    .hasSize(6);
        });
        answer.path("pipelineRuns.nodes[*].name").entityList(String.class).hasSize(3);
        answer.path("pipelineRuns.nodes[0].viewerCanRetry").valueIsNull();
        answer.path("viewer.namespaces.nodes[*].name").entityList(String.class).hasSize(3);
    }

    private long canRetry(String document) {
        return api
                .document(document)
                .execute()
                .path("pipelineRuns.nodes[*].viewerCanRetry")
                .entityList(Boolean.class)
                .get()
                .stream()
                .filter(can -> can)
                .count();
    }
}
