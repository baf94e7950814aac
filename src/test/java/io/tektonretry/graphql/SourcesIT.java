package io.tektonretry.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.graphql.live.ChangeReader;
import io.tektonretry.graphql.live.ChangeSelection;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.change.ChangeScope;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What runs were built from, as it is shown and asked for. */
@GraphQlContext
class SourcesIT {

    private static final Path ROOT = Path.of("src/test/resources/recordings-pac/app-proposal/root.json");

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    RunRecorder recorder;

    @Autowired
    ChangeReader changes;

    @BeforeEach
    void record() throws IOException {
        recorded.clear();
        recorder.record(List.of(built("first", 0), built("second", 1), built("third", 2)), Instant.EPOCH);
        recorded.record("a-run-succeeds");
    }

    @Test
    void areShownWithTheOtherRunsOfTheCommit() {
        ask("""
                { all: pipelineRuns {
                    nodes { source { repository } sameCommitRuns(first: 5) { name } } }
                  pipelineRun(namespace: "pac-app", name: "second") {
                    source { provider repository revision branch pullRequest job url }
                    sameCommitRuns(first: 1) { name }
                    others: sameCommitRuns(first: 100) { name source { job } } } }
                """).path("pipelineRun").matchesJsonStrictly("""
                {"source": {"provider": "GITHUB", "repository": "acme/app",
                            "revision": "bbd729e8a14907d0d5ba5875f69b5f6c06d238e1", "branch": "add-page",
                            "pullRequest": "9579", "job": "app-ci",
                            "url": "https://github.com/acme/app/commit/bbd729e8a14907d0d5ba5875f69b5f6c06d238e1"},
                 "sameCommitRuns": [{"name": "third"}],
                 "others": [{"name": "third", "source": {"job": "app-ci"}}, {"name": "first", "source": {"job": "app-ci"}}]}
                """);
    }

    @Test
    void narrowAListAndItsCount() {
        assertThat(count(Map.of("repository", "acme/app"))).isEqualTo(3);
        assertThat(count(Map.of("repository", "acme/app", "pullRequest", "9579", "job", "app-ci")))
                .isEqualTo(3);
        assertThat(count(Map.of("repository", "acme/app", "pullRequest", "9580")))
                .isZero();
        assertThat(count(Map.of("repository", "acme/app", "provider", "GITLAB")))
                .isZero();
        assertThat(count(Map.of("revision", "bbd729e8a14907d0d5ba5875f69b5f6c06d238e1", "branch", "add-page")))
                .isEqualTo(3);
    }

    @Test
    void areAskedForByRepositoryOrRevision() {
        isRefused(Map.of("source", Map.of("job", "app-ci")), "`source` needs a `repository` or a `revision`");
        ask("""
                mutation { retryPipelineRuns(input: {filter: {source: {}}}) { results { request { id } } userErrors { code field } } }
                """).path("retryPipelineRuns").matchesJsonStrictly("""
                {"results": [], "userErrors": [{"code": "INVALID_INPUT", "field": ["input", "filter"]}]}
                """);
        api.document("{ pipelineRuns { nodes { sameCommitRuns(first: 101) { name } } } }")
                .execute()
                .errors()
                .satisfy(errors -> assertThat(errors)
                        .isNotEmpty()
                        .allSatisfy(error -> assertThat(error.getMessage()).contains("`first` is 101")));
    }

    @Test
    void leaveTheNewestOfAJob() {
        api.document("""
                { pipelineRuns(filter: {newestPerJob: true, namespaces: ["pac-app", "rec-chain"]}) { nodes { name } } }
                """)
                .execute()
                .path("pipelineRuns.nodes[*].name")
                .entityList(String.class)
                .containsExactly("third");
        ChangeSelection newest = new ChangeSelection(
                ChangeScope.in(List.of("pac-app")),
                PipelineRunFilter.where().newestPerJob(true).build(),
                Set.of(),
                namespace -> true);
        assertThat(changes.after(0, changes.span().newest(), newest.scope()).changes())
                .filteredOn(newest::includes)
                .extracting(change -> change.run().name())
                .isNotEmpty()
                .containsOnly("third");
    }

    @Test
    void goWithLabelsThatRunsMustNotHave() {
        String label = "pipelinesascode.tekton.dev/event-type";
        Map<String, Object> pushed = Map.of("key", label, "operator", "NOT_IN", "values", List.of("pull_request"));
        Map<String, Object> unlabelled = Map.of("key", label, "operator", "NOT_EXISTS");
        Map<String, Object> labelled = Map.of("key", label, "operator", "EXISTS");
        List<String> all = List.of("pac-app", "rec-chain");

        assertThat(found(Map.of("namespaces", all, "labels", List.of(labelled))))
                .isEqualTo(3);
        assertThat(found(Map.of("namespaces", all, "labels", List.of(pushed)))).isZero();
        assertThat(found(Map.of("namespaces", all, "labels", List.of(unlabelled))))
                .isZero();
        assertThat(found(Map.of("createdAt", Map.of("from", "2000-01-01T00:00:00Z"), "labels", List.of(unlabelled))))
                .as("the runs that nothing labels so")
                .isEqualTo(2);
        isRefused(Map.of("labels", List.of(pushed)), "narrows the list");
        isRefused(Map.of("labels", List.of(unlabelled, labelled)), "narrows the list");
        isRefused(
                Map.of("labels", List.of(Map.of("key", label, "operator", "EXISTS", "values", List.of("a")))),
                "EXISTS takes no `values`");
        isRefused(
                Map.of("namespaces", all, "labels", List.of(Map.of("key", label, "operator", "NOT_IN"))),
                "NOT_IN takes `values`");
    }

    private int found(Map<String, Object> filter) {
        return api.documentName("pageOfRuns")
                .variable("filter", filter)
                .execute()
                .path("pipelineRuns.totalCount.value")
                .entity(Integer.class)
                .get();
    }

    private void isRefused(Map<String, Object> filter, String message) {
        api.documentName("pageOfRuns")
                .variable("filter", filter)
                .execute()
                .errors()
                .satisfy(errors -> assertThat(errors).singleElement().satisfies(error -> {
                    assertThat(error.getExtensions()).containsEntry("code", "INVALID_INPUT");
                    assertThat(error.getMessage()).contains(message);
                }));
    }

    private int count(Map<String, Object> source) {
        return found(Map.of("source", source));
    }

    private Response ask(String document) {
        return api.document(document).execute();
    }

    /** A run like the recorded one, later than it. */
    private static Observation built(String name, int later) throws IOException {
        ObjectNode run = (ObjectNode) JsonMapper.shared().readTree(Files.readString(ROOT));
        ObjectNode metadata = run.withObjectProperty("metadata");
        Instant created = Instant.parse(metadata.path("creationTimestamp").asString());
        metadata.put("resourceVersion", "1")
                .put("name", name)
                .put("uid", UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString())
                .put("creationTimestamp", created.plusSeconds(later).toString());
        return new Observation.Seen(run);
    }
}
