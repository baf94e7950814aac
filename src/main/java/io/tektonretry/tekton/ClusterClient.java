package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.observation.ObservationRegistry;

/** Creates the Kubernetes client of the service. */
public final class ClusterClient {

    private ClusterClient() {}

    /** Creates a client for the configured cluster whose calls in requests are observed. */
    public static KubernetesClient of(Config config, ObservationRegistry observations) {
        config.setUserAgent("tekton-retry");
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("ascii-watches", new AsciiWatches())
                        .addOrReplaceInterceptor("traced-calls", new TracedCalls(observations)))
                .build();
    }
}
