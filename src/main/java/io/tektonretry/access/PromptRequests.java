package io.tektonretry.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.util.function.Function;

/** Requests that somebody waits for: they are repeated once, not for the minutes that a client is patient by default. */
final class PromptRequests {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final NamespacedKubernetesClient client;
    private final RequestConfig prompt;

    PromptRequests(KubernetesClient client) {
        this.client = client.adapt(NamespacedKubernetesClient.class);
        this.prompt = new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(1)
                .withRequestTimeout(TIMEOUT_MILLIS)
                .build();
    }

    <T> T ask(Function<KubernetesClient, T> request) {
        return client.withRequestConfig(prompt).call(request::apply);
    }
}
