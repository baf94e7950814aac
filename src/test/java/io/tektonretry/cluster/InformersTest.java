package io.tektonretry.cluster;

import static io.tektonretry.cluster.Http.RUNS;
import static io.tektonretry.cluster.Objects.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The informers of the fabric8 client live with the double, with and without an attempt at WebSockets. */
class InformersTest {

    private static final ResourceDefinitionContext PIPELINE_RUNS = new ResourceDefinitionContext.Builder()
            .withGroup("tekton.dev")
            .withVersion("v1")
            .withKind("PipelineRun")
            .withPlural("pipelineruns")
            .withNamespaced(true)
            .build();

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final Http http = new Http(cluster.url());
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger lists = new AtomicInteger();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void followEveryChangeThroughCutsAndCompactions(boolean onlyHttpWatches) {
        IntStream.range(0, 5).forEach(i -> http.post(RUNS, pipelineRun("ci", "run-" + i)));
        cluster.faults(countLists());
        try (KubernetesClient client = client(onlyHttpWatches)) {
            client.genericKubernetesResources(PIPELINE_RUNS)
                    .inAnyNamespace()
                    .withLimit(2L)
                    .inform(recorder(), 0);
            eventually("+run-0", "+run-4");
            assertThat(lists).as("pages").hasValue(3);

            http.post(RUNS, pipelineRun("ci", "live"));
            http.merge(RUNS + "/live", "{\"metadata\": {\"labels\": {\"x\": \"y\"}}}");
            http.delete(RUNS + "/live", "");
            eventually("+live", "~live", "-live");

            cluster.cutWatches();
            http.post(RUNS, pipelineRun("ci", "behind-the-cut"));
            eventually("+behind-the-cut");
            assertThat(lists).as("no list after a cut").hasValue(3);

            cluster.faults(hide("hidden"));
            http.post(RUNS, pipelineRun("ci", "hidden"));
            cluster.forgetHistory();
            cluster.cutWatches();
            eventually("+hidden");
            http.post(RUNS, pipelineRun("ci", "last"));
            eventually("+last");
        }
    }

    private Fault countLists() {
        return new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                if (request.isList()) {
                    lists.incrementAndGet();
                }
                return Optional.empty();
            }
        };
    }

    private static Fault hide(String name) {
        return new Fault() {
            @Override
            public List<String> lines(ApiRequest watch, String line) {
                return line.contains(name) || line.contains("BOOKMARK") ? List.of() : List.of(line);
            }
        };
    }

    private void eventually(String... expected) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(events).contains(expected));
    }

    private KubernetesClient client(boolean onlyHttpWatches) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(cluster.url())
                        .withWatchReconnectInterval(50)
                        .withOnlyHttpWatches(onlyHttpWatches)
                        .build())
                .build();
    }

    private ResourceEventHandler<GenericKubernetesResource> recorder() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource added) {
                events.add("+" + added.getMetadata().getName());
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
                events.add("~" + now.getMetadata().getName());
            }

            @Override
            public void onDelete(GenericKubernetesResource deleted, boolean lastStateUnknown) {
                events.add("-" + deleted.getMetadata().getName());
            }
        };
    }
}
