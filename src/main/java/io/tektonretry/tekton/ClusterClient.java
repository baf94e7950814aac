package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** Makes the client that the whole service uses. */
public final class ClusterClient {

    private ClusterClient() {}

    /** A client of the cluster that is configured. */
    public static KubernetesClient of(Config config) {
        config.setUserAgent("tekton-retry");
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor("ascii-watches", new AsciiWatches()))
                .build();
    }
}
