package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

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
     *
     * @throws KubernetesClientException also when the answer is not a review with a status, such as a page of a proxy
     */
    public <T> T review(String path, T review, Class<T> type) {
        return ask(asked -> {
            String answer = asked.raw(path, "POST", review);
            if (!hasStatus(answer)) {
                throw new KubernetesClientException("The answer to POST %s is not a review".formatted(path));
            }
            return asked.getKubernetesSerialization().unmarshal(answer, type);
        });
    }

    private static boolean hasStatus(String answer) {
        try {
            return JsonMapper.shared().readTree(answer).path("status").isObject();
        } catch (JacksonException e) {
            return false;
        }
    }
}
