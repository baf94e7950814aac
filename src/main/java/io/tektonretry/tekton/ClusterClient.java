package io.tektonretry.tekton;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.observation.ObservationRegistry;

/** Creates the Kubernetes client of the service. */
public final class ClusterClient {

    private ClusterClient() {}

    /** Creates a client for the configured cluster whose calls in requests are observed. */
    public static KubernetesClient of(Config config, ObservationRegistry observations) {
        config.setUserAgent("tekton-retry");
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("ascii-watches", new AsciiWatches())
                        .addOrReplaceInterceptor("traced-calls", new TracedCalls(observations)))
                .build();
    }

    /** Does not load the classes of all kinds of Kubernetes: objects are read as trees, or as the type that is asked for. */
    private static KubernetesSerialization serialization() {
        KubernetesSerialization serialization = new KubernetesSerialization(new ObjectMapper(), false);
        serialization.registerKubernetesResource(Status.class);
        return serialization;
    }
}
