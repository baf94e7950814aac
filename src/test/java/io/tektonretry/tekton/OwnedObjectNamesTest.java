package io.tektonretry.tekton;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Names of claims, ConfigMaps, Secrets, Pipelines and Tasks come from objects that others write; one that none can have is never asked for. */
class OwnedObjectNamesTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    static Stream<String> noNames() {
        return Stream.of(
                "",
                ".",
                "..",
                "../../../pods/one",
                "a/b",
                "a?dryRun=All",
                "a%2Fb",
                "Upper",
                "-a",
                "a b",
                "a\n",
                "a".repeat(254));
    }

    /** Nobody listens: a question would fail. */
    @ParameterizedTest
    @MethodSource("noNames")
    void areNotAskedFor(String name) {
        Config nowhere = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:1")
                .withRequestRetryBackoffLimit(0)
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(nowhere).build()) {
            OwnedObjects objects = new OwnedObjects(client);
            TektonDefinitions.Reading definitions =
                    new TektonDefinitions(client).reading("ci", 1000, Duration.ofSeconds(1));

            assertThat(definitions.pipeline(name)).isEmpty();
            assertThat(definitions.task(name)).isEmpty();
            assertThat(new TektonResources(client, JSON).pipeline("ci", name)).isEmpty();

            for (OwnedObjects.Kind kind : OwnedObjects.Kind.values()) {
                assertThat(objects.find(kind, "ci", name)).isEqualTo(new OwnedObjects.Found.Missing());
                objects.adopt(kind, "ci", name, Set.of("uid"), JSON.createObjectNode());
            }
        }
    }
}
