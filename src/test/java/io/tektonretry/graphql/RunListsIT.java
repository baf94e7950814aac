package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;

/** Which runs a query lists, and in which pages. */
@GraphQlContext
class RunListsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @BeforeEach
    void clear() {
        recorded.clear();
    }

    @Test
    void listsTheRunsThatFailed() {
        recorded.record("a-chain-stops-at-its-middle-task");
        recorded.record("a-run-succeeds");

        api.documentName("failedRuns").execute().path("pipelineRuns.nodes").matchesJson("""
                [{"namespace": "rec-chain", "name": "app-release-glc9x", "status": "FAILED"}]
                """);
    }

    @Test
    void readsAllRunsPageByPageForwardsAndBackwards() {
        recorded.record("a-run-succeeds", 7);
        List<String> all = page(Map.of("first", 100))
                .path("pipelineRuns.nodes[*].uid")
                .entityList(String.class)
                .get();
        assertThat(all).hasSize(14);

        assertThat(walk("first", "after", "endCursor", "hasNextPage")).isEqualTo(all);
        List<String> backwards = walk("last", "before", "startCursor", "hasPreviousPage");
        assertThat(backwards).containsExactlyInAnyOrderElementsOf(all);
        assertThat(backwards.subList(0, 3)).isEqualTo(all.subList(11, 14));
    }

    @Test
    void countsAlsoAnEmptyPage() {
        Response page = page(Map.of("filter", Map.of("namespaces", List.of("nobody"))));

        page.path("pipelineRuns").matchesJsonStrictly("""
                {"nodes": [], "totalCount": {"value": 0, "isExact": true},
                 "pageInfo": {"hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null}}
                """);
    }

    @Test
    void listsWhatAllConditionsLetThrough() {
        recorded.record("the-dashboard-reruns-a-failed-run");
        recorded.record("a-chain-stops-at-its-middle-task");

        assertThat(count(Map.of("labels", List.of(Map.of("key", "team"))))).isEqualTo(2);
        assertThat(count(Map.of("labels", List.of(Map.of("key", "team", "values", List.of("greeters", "others"))))))
                .isEqualTo(2);
        assertThat(count(Map.of("labels", List.of(Map.of("key", "team", "values", List.of("others"))))))
                .isZero();
        assertThat(count(Map.of("pipelineNames", List.of("app-release")))).isEqualTo(2);
        assertThat(count(Map.of("pipelineNames", List.of("app-release"), "statuses", List.of("FAILED"))))
                .isEqualTo(1);
        assertThat(count(Map.of("pipelineNames", List.of("app-release"), "latestAttemptOnly", true)))
                .isEqualTo(1);
        assertThat(count(Map.of("createdAt", Map.of("to", "2026-11-23T00:00:00Z"))))
                .isZero();
        assertThat(count(Map.of("createdAt", Map.of("from", "2026-11-23T00:00:00+01:00"))))
                .isEqualTo(4);
    }

    private int count(Map<String, Object> filter) {
        return page(Map.of("filter", filter))
                .path("pipelineRuns.totalCount.value")
                .entity(Integer.class)
                .get();
    }

    private List<String> walk(String size, String cursor, String next, String hasNext) {
        List<String> found = new ArrayList<>();
        Response page = page(Map.of(size, 3));
        found.addAll(
                page.path("pipelineRuns.nodes[*].uid").entityList(String.class).get());
        while (page.path("pipelineRuns.pageInfo." + hasNext)
                .entity(Boolean.class)
                .get()) {
            String from = page.path("pipelineRuns.pageInfo." + next)
                    .entity(String.class)
                    .get();
            page = page(Map.of(size, 3, cursor, from));
            found.addAll(page.path("pipelineRuns.nodes[*].uid")
                    .entityList(String.class)
                    .get());
        }
        return found;
    }

    private Response page(Map<String, Object> variables) {
        return api.documentName("pageOfRuns").variables(variables).execute();
    }
}
