package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;
import java.util.function.Function;

/** Requests that a caller waits for: repeated once only, instead of for the minutes that fabric8 retries by default. */
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

    /**
     * Posts a review and returns it with its answer. fabric8's own methods for reviews search the whole class path, at
     * each call, for a class of their lists, which does not exist.
     */
    public <T> T review(String path, T review, Class<T> type) {
        return ask(asked -> asked.getKubernetesSerialization().unmarshal(asked.raw(path, "POST", review), type));
    }
}
