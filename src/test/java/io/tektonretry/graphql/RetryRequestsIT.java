package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.graphql.test.tester.GraphQlTester.Response;

/** Lists of requests. */
@GraphQlContext
class RetryRequestsIT extends RetryRequestCalls {

    @Test
    void showsRequestsOfReadableNamespacesAlone() {
        String id = retry(Map.of("idempotencyKey", "k"))
                .path("retryPipelineRun.request.id")
                .entity(String.class)
                .get();
        node(id).path("nodes[0].__typename").entity(String.class).isEqualTo("RetryRequest");

        allow("list elsewhere");

        node(id).path("nodes[0]").valueIsNull();
        list(Map.of()).path("retryRequests.nodes").entityList(Object.class).hasSize(0);
        list(Map.of("namespaces", List.of(namespace)))
                .path("retryRequests.nodes")
                .entityList(Object.class)
                .hasSize(0);
    }

    @Test
    void listsRequestsPageByPage() {
        for (int i = 0; i < 4; i++) {
            String other = another(namespace + i);
            retry(Map.of("runId", other, "notBefore", inAnHour()));
        }
        assertThat(namespaces(Map.of("first", 3))).containsExactly(namespace + 3, namespace + 2, namespace + 1);
        String cursor = page(Map.of("first", 3))
                .path("retryRequests.pageInfo.endCursor")
                .entity(String.class)
                .get();
        assertThat(namespaces(Map.of("first", 3, "after", cursor))).containsExactly(namespace + 0);
        assertThat(namespaces(Map.of("last", 1, "before", cursor))).containsExactly(namespace + 2);
        assertThat(namespaces(Map.of("filter", Map.of("namespaces", List.of(namespace + 2)))))
                .containsExactly(namespace + 2);
        assertThat(namespaces(Map.of("filter", Map.of("requestedBy", "bob")))).isEmpty();
        assertThat(namespaces(Map.of("filter", Map.of("runId", runId)))).isEmpty();
        assertThat(namespaces(Map.of("filter", Map.of("states", List.of("CREATED")))))
                .isEmpty();
    }

    private List<String> namespaces(Map<String, Object> arguments) {
        return page(arguments)
                .path("retryRequests.nodes[*].run.namespace")
                .entityList(String.class)
                .get();
    }

    private Response node(String id) {
        return api.documentName("nodes").variable("ids", List.of(id)).execute();
    }
}
