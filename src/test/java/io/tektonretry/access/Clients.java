package io.tektonretry.access;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.tektonretry.cluster.ApiServerDouble;

/** Clients of an API server double, as patient as the service's own. */
final class Clients {

    private Clients() {}

    static KubernetesClient of(ApiServerDouble server) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(server.url())
                        .build())
                .build();
    }
}
