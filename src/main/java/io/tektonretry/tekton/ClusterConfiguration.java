package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Connects to the cluster of the current kubeconfig, or of the pod's service account. */
public @Configuration(proxyBeanMethods = false) class ClusterConfiguration {

    /** Lazy, so that a context with its own client needs no kubeconfig. */
    @Bean
    @Lazy
    KubernetesClient kubernetesClient(ObjectProvider<ObservationRegistry> observations) {
        Config config = Config.autoConfigure(null);
        if (isUnknown(config)) {
            throw new NoClusterException();
        }
        return ClusterClient.of(config, observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }

    /** fabric8 falls back to a default host name when it finds neither a kubeconfig nor a service account. */
    private static boolean isUnknown(Config config) {
        return config.getCurrentContext() == null && config.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL);
    }
}
