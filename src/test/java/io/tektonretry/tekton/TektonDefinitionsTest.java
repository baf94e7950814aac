package io.tektonretry.tekton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads definitions of an API server within limits. */
class TektonDefinitionsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ApiServerDouble api = ApiServerDouble.start();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty())
                    .withMasterUrl(api.url())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    private final TektonDefinitions definitions = new TektonDefinitions(client);

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    @Test
    void readsWhatIsThere() {
        task("one", 10);
        TektonDefinitions.Reading reading = definitions.reading("ci", 10_000, LONG);

        assertThat(reading.task("one").orElseThrow().path("description").asString())
                .hasSize(10);
        assertThat(reading.task("two")).isEmpty();
        assertThat(reading.pipeline("one")).isEmpty();
    }

    @Test
    void readsNoMoreBytesThanAllTogetherMayHave() {
        task("one", 3_000);
        task("two", 3_000);
        task("huge", 10 << 20);

        TektonDefinitions.Reading reading = definitions.reading("ci", 5_000, LONG);
        assertThat(reading.task("one")).isPresent();
        assertThatThrownBy(() -> reading.task("two"))
                .isInstanceOf(TooLargeException.class)
                .hasMessage("ci/two and what belongs to it have more than 5,000 bytes");
        assertThatThrownBy(() -> definitions.reading("ci", 1 << 20, LONG).task("huge"))
                .isInstanceOf(TooLargeException.class);
    }

    @Test
    void takesNoMoreTimeThanAllTogetherMayTake() {
        task("one", 10);

        assertThatThrownBy(() ->
                        definitions.reading("ci", 5_000, Duration.ofNanos(1)).task("one"))
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("longer");
    }

    @Test
    void tellsWhatIsForbiddenFromWhatIsAway() {
        task("one", 10);
        api.faults(Fault.refusing(403, "Forbidden", "not you", request -> true));
        assertThatThrownBy(() -> definitions.reading("ci", 5_000, LONG).task("one"))
                .isInstanceOf(ReadForbiddenException.class)
                .hasMessageContaining("not you");
        api.faults(Fault.refusing(500, "InternalError", "no etcd", request -> true));
        assertThatThrownBy(() -> definitions.reading("ci", 5_000, LONG).task("one"))
                .isInstanceOf(ClusterUnavailableException.class);
    }

    private void task(String name, int length) {
        ObjectNode task = JsonMapper.shared()
                .createObjectNode()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "Task");
        task.putObject("metadata").put("namespace", "ci").put("name", name);
        task.putObject("spec").put("description", "x".repeat(length));
        api.create(task);
    }
}
