package io.tektonretry.tekton;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.cluster.ApiServerDouble;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A pending run is started if it is the one that is meant, and nobody has decided otherwise. */
class PendingRunsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void startsWhatIsPendingAndLeavesAllElseAlone() {
        try (ApiServerDouble api = ApiServerDouble.start();
                var client = ClusterClient.of(
                        new ConfigBuilder(Config.empty())
                                .withMasterUrl(api.url())
                                .build(),
                        ObservationRegistry.NOOP)) {
            TektonResources cluster = new TektonResources(client, JSON);
            ObjectNode pending = run(api, "pending", "PipelineRunPending");
            ObjectNode cancelled = run(api, "cancelled", "Cancelled");

            assertThat(cluster.start("ci", "pending", new UUID(1, 2))).isEmpty();
            assertThat(status(api, "pending")).isEqualTo("PipelineRunPending");
            assertThat(cluster.start("ci", "pending", uid(pending))
                            .orElseThrow()
                            .path("spec")
                            .has("status"))
                    .isFalse();
            assertThat(cluster.start("ci", "pending", uid(pending))).isPresent();
            assertThat(status(api, "pending")).isEmpty();
            assertThat(cluster.start("ci", "cancelled", uid(cancelled))).isPresent();
            assertThat(status(api, "cancelled")).isEqualTo("Cancelled");
            assertThat(cluster.start("ci", "gone", new UUID(1, 2))).isEmpty();
        }
    }

    private static ObjectNode run(ApiServerDouble api, String name, String status) {
        return api.create((ObjectNode) JSON.readTree("""
                {"apiVersion": "tekton.dev/v1", "kind": "PipelineRun", "metadata": {"namespace": "ci", "name": "%s"},
                 "spec": {"status": "%s", "pipelineRef": {"name": "p"}}}
                """.formatted(name, status)));
    }

    private static UUID uid(ObjectNode run) {
        return UUID.fromString(run.at("/metadata/uid").asString());
    }

    private static String status(ApiServerDouble api, String name) {
        return api.find("PipelineRun", "ci", name)
                .orElseThrow()
                .at("/spec/status")
                .asString("");
    }
}
