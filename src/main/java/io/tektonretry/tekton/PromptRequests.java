package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;
import java.util.function.Function;

/** Requests that somebody waits for: they are repeated once, not for the minutes that a client is patient by default. */
public final class PromptRequests {

    private final NamespacedKubernetesClient client;
    private final RequestConfig prompt;

    public PromptRequests(KubernetesClient client, Duration timeout) {
        this.client = client.adapt(NamespacedKubernetesClient.class);
        this.prompt = new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(1)
                .withRequestTimeout(Math.toIntExact(timeout.toMillis()))
                .build();
    }

    public <T> T ask(Function<KubernetesClient, T> request) {
        return client.withRequestConfig(prompt).call(request::apply);
    }
}
