package io.tektonretry.cluster;

import static io.tektonretry.cluster.Http.RUNS;
import static io.tektonretry.cluster.Objects.json;
import static io.tektonretry.cluster.Objects.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.Http.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ApiServerDoubleTest {

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final Http http = new Http(cluster.url());

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void setsWhatOnlyTheServerMaySet() {
        ObjectNode object = pipelineRun("ci", "a");
        object.putObject("status").put("lies", true);

        Response created = http.post(RUNS, object);

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.body().has("status")).isFalse();
        assertThat(created.body().path("metadata").propertyNames())
                .contains("uid", "resourceVersion", "creationTimestamp", "generation");
        assertThat(http.get(RUNS + "/a").body()).isEqualTo(created.body());
    }

    @Test
    void generatesANameUnlessOneIsGiven() {
        ObjectNode object = pipelineRun("ci", "a");
        object.withObject("/metadata").put("generateName", "build-");
        JsonNode named = http.post(RUNS, object).body().path("metadata");
        object.withObject("/metadata").remove("name");
        JsonNode generated = http.post(RUNS, object).body().path("metadata");

        assertThat(named.path("name").asString()).isEqualTo("a");
        assertThat(named.path("generateName").asString()).isEqualTo("build-");
        assertThat(generated.path("name").asString()).matches("build-[a-z0-9]{5}");
    }

    @Test
    void refusesAnObjectThatExists() {
        http.post(RUNS, pipelineRun("ci", "a"));

        Response again = http.post(RUNS, pipelineRun("ci", "a"));

        assertThat(again.code()).isEqualTo(409);
        assertThat(again.body()).isEqualTo(json("""
                {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "AlreadyExists", "code": 409,
                 "message": "pipelineruns.tekton.dev \\"a\\" already exists",
                 "details": {"name": "a", "group": "tekton.dev", "kind": "pipelineruns"}}
                """));
    }

    @Test
    void storesNothingInADryRun() {
        assertThat(http.post(RUNS + "?dryRun=All", pipelineRun("ci", "a")).code())
                .isEqualTo(201);
        assertThat(http.get(RUNS + "/a").code()).isEqualTo(404);
    }

    @Test
    void refusesAReplacementOfAnOlderVersion() {
        ObjectNode first = (ObjectNode) http.post(RUNS, pipelineRun("ci", "a")).body();
        first.withObject("/spec").put("status", "PipelineRunPending");
        Response second = http.put(RUNS + "/a", first);

        assertThat(second.body().path("metadata").path("generation").asInt()).isEqualTo(2);
        assertThat(http.put(RUNS + "/a", first).body().path("reason").asString())
                .isEqualTo("Conflict");
    }

    @Test
    void keepsStatusAndTheRestApart() {
        ObjectNode object = (ObjectNode) http.post(RUNS, pipelineRun("ci", "a")).body();
        object.putObject("status").put("startTime", "2026-01-01T00:00:00Z");
        object.withObject("/spec").put("ignored", true);
        Response withStatus = http.put(RUNS + "/a/status", object);
        Response merged = http.merge(RUNS + "/a", "{\"status\": null, \"metadata\": {\"labels\": {\"x\": \"y\"}}}");

        assertThat(withStatus.body().path("spec").has("ignored")).isFalse();
        assertThat(merged.body().path("status").path("startTime").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(merged.body().path("metadata").path("generation").asInt()).isEqualTo(1);
    }

    @Test
    void patchesOnlyWhenTheTestHolds() {
        String version = http.post(RUNS, pipelineRun("ci", "a")).version();
        String patch = """
                [{"op": "test", "path": "/metadata/resourceVersion", "value": "%s"},
                 {"op": "add", "path": "/metadata/labels", "value": {"x": "y"}}]
                """.formatted(version);

        assertThat(http.jsonPatch(RUNS + "/a", patch)
                        .body()
                        .at("/metadata/labels/x")
                        .asString())
                .isEqualTo("y");
        assertThat(http.jsonPatch(RUNS + "/a", patch).code()).isEqualTo(422);
    }

    @Test
    void changesNothingWithoutADifference() {
        String version = http.post(RUNS, pipelineRun("ci", "a")).version();

        assertThat(http.merge(RUNS + "/a", "{\"spec\": {\"pipelineRef\": {\"name\": \"p\"}}}")
                        .version())
                .isEqualTo(version);
    }

    @Test
    void keepsWhatARecordingSaysOfAnObject() {
        ObjectNode recorded = pipelineRun("rec", "old");
        recorded.withObject("/metadata")
                .put("uid", "u-1")
                .put("resourceVersion", "5000")
                .put("creationTimestamp", "2020-01-01T00:00:00Z");
        recorded.putObject("status").put("startTime", "2020-01-01T00:00:00Z");
        cluster.load(List.of(recorded));

        assertThat(cluster.find("PipelineRun", "rec", "old")).contains(recorded);
        assertThat(Long.parseLong(http.post(RUNS, pipelineRun("ci", "new")).version()))
                .isGreaterThan(5000);
    }

    @Test
    void answersReviewsAsScripted() {
        cluster.access(spec -> spec.at("/resourceAttributes/verb").asString("").equals("get"));
        cluster.tokens(Map.of("t-1", json("{\"username\": \"ada\", \"groups\": [\"dev\"]}")));

        assertThat(review("authorization", "SubjectAccessReview", "{\"resourceAttributes\": {\"verb\": \"get\"}}")
                        .path("allowed")
                        .asBoolean())
                .isTrue();
        assertThat(review("authorization", "SubjectAccessReview", "{\"resourceAttributes\": {\"verb\": \"list\"}}")
                        .path("allowed")
                        .asBoolean())
                .isFalse();
        assertThat(review("authentication", "TokenReview", "{\"token\": \"t-1\"}")
                        .at("/user/username")
                        .asString())
                .isEqualTo("ada");
        assertThat(review("authentication", "TokenReview", "{\"token\": \"t-2\"}")
                        .has("user"))
                .isFalse();
    }

    private JsonNode review(String group, String kind, String spec) {
        ObjectNode review =
                json("{\"apiVersion\": \"%s.k8s.io/v1\", \"kind\": \"%s\", \"spec\": %s}".formatted(group, kind, spec));
        return http.post("/apis/%s.k8s.io/v1/%ss".formatted(group, kind.toLowerCase(java.util.Locale.ROOT)), review)
                .body()
                .path("status");
    }
}
