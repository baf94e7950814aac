package io.tektonretry.cluster;

import static io.tektonretry.cluster.Http.RUNS;
import static io.tektonretry.cluster.Objects.json;
import static io.tektonretry.cluster.Objects.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class DeletionsTest {

    private static final String CLAIMS = "/api/v1/namespaces/ci/persistentvolumeclaims";

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final Http http = new Http(cluster.url());

    @BeforeEach
    void createTwoRunsThatOwnAClaim() {
        ObjectNode claim = json("""
                {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "claim"}, "spec": {}}
                """);
        ArrayNode owners = claim.withObject("/metadata").putArray("ownerReferences");
        for (String name : new String[] {"a", "b"}) {
            String uid = http.post(RUNS, pipelineRun("ci", name))
                    .body()
                    .at("/metadata/uid")
                    .asString();
            owners.addObject()
                    .put("apiVersion", "tekton.dev/v1")
                    .put("kind", "PipelineRun")
                    .put("name", name)
                    .put("uid", uid);
        }
        http.post(CLAIMS, claim);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void collectsAnObjectWithItsLastOwner() {
        http.delete(RUNS + "/a", "");
        assertThat(http.get(CLAIMS + "/claim").body().at("/metadata/ownerReferences"))
                .hasSize(1);

        http.delete(RUNS + "/b", "{\"propagationPolicy\": \"Foreground\"}");
        assertThat(http.get(CLAIMS + "/claim").code()).isEqualTo(404);
        assertThat(http.get(RUNS + "/b").code()).isEqualTo(404);
    }

    @Test
    void leavesOrphans() {
        http.delete(RUNS + "/a", "{\"propagationPolicy\": \"Orphan\"}");
        http.delete(RUNS + "/b?propagationPolicy=Orphan", "");

        assertThat(http.get(CLAIMS + "/claim").body().path("metadata").has("ownerReferences"))
                .isFalse();
    }

    @Test
    void waitsInTheForegroundForAFinalizerOfADependent() {
        http.delete(RUNS + "/a", "");
        http.merge(CLAIMS + "/claim", "{\"metadata\": {\"finalizers\": [\"kubernetes.io/pvc-protection\"]}}");

        Http.Response deletion = http.delete(RUNS + "/b", "{\"propagationPolicy\": \"Foreground\"}");

        assertThat(deletion.body().at("/metadata/finalizers/0").asString()).isEqualTo("foregroundDeletion");
        assertThat(http.get(CLAIMS + "/claim").body().path("metadata").has("deletionTimestamp"))
                .isTrue();

        http.merge(CLAIMS + "/claim", "{\"metadata\": {\"finalizers\": null}}");
        assertThat(http.get(CLAIMS + "/claim").code()).isEqualTo(404);
        assertThat(http.get(RUNS + "/b").code()).isEqualTo(404);
    }

    @Test
    void takesNoNewFinalizerOnceAnObjectIsToGo() {
        http.merge(RUNS + "/a", "{\"metadata\": {\"finalizers\": [\"example.org/first\"]}}");
        http.delete(RUNS + "/a", "");

        assertThat(http.merge(
                                RUNS + "/a",
                                "{\"metadata\": {\"finalizers\": [\"example.org/first\", \"example.org/late\"]}}")
                        .code())
                .isEqualTo(422);
        assertThat(http.merge(RUNS + "/a", "{\"metadata\": {\"finalizers\": null}}")
                        .code())
                .isEqualTo(200);
        assertThat(http.get(RUNS + "/a").code()).isEqualTo(404);
    }

    @Test
    void deletesOnlyUnderItsPreconditions() {
        assertThat(http.delete(RUNS + "/a", "{\"preconditions\": {\"uid\": \"other\"}}")
                        .code())
                .isEqualTo(409);
        assertThat(http.get(RUNS + "/a").code()).isEqualTo(200);
    }
}
