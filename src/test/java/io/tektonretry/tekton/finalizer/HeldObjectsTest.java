package io.tektonretry.tekton.finalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.tekton.ClusterClient;
import io.tektonretry.tekton.ClusterProperties;
import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.watch.ObjectMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class HeldObjectsTest {

    private static final int MORE_THAN_A_PAGE = 501;

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final KubernetesClient client = ClusterClient.of(
            new ConfigBuilder()
                    .withMasterUrl(cluster.url())
                    .withRequestRetryBackoffLimit(0)
                    .build(),
            ObservationRegistry.NOOP);

    @AfterEach
    void close() {
        client.close();
        cluster.close();
    }

    @Test
    void areToldOfPageByPage() throws InterruptedException {
        for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
            cluster.play(deleted("run-" + i));
        }
        List<ObjectMetadata> told = new ArrayList<>();
        List<Integer> toldBeforeEachList = new ArrayList<>();
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                if (request.resource().equals("pipelineruns")) {
                    toldBeforeEachList.add(told.size());
                }
                return Optional.empty();
            }
        });

        new HeldObjects(
                        client,
                        new ClusterProperties(
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(1)))
                .overdue(List.of(), Instant.now(), told::addAll);

        assertThat(told).hasSize(MORE_THAN_A_PAGE);
        assertThat(toldBeforeEachList).containsExactly(0, MORE_THAN_A_PAGE - 1);
    }

    private static ObjectNode deleted(String name) {
        ObjectNode event = JsonMapper.shared().createObjectNode().put("type", "ADDED");
        ObjectNode run =
                event.putObject("object").put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        run.putObject("metadata")
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", UUID.randomUUID().toString())
                .put("deletionTimestamp", "2026-11-24T08:00:00Z")
                .putArray("finalizers")
                .add(TektonKeys.FINALIZER);
        return event;
    }
}
