package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** Requests container logs from the API server without blocking a thread. */
@Component
public class PodLogs {

    private static final int LONGEST_REFUSAL = 8_192;

    private final HttpClient http;
    private final String server;

    PodLogs(KubernetesClient client) {
        this.http = client.getHttpClient()
                .newBuilder()
                .tag(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        this.server = client.getMasterUrl().toString();
    }

    /**
     * Opens a log. Namespace, pod and container must be valid names.
     *
     * @param patience how long to wait for the first byte of the answer
     * @return never completes exceptionally
     */
    public CompletableFuture<PodLog> open(PodLog.Query query, Duration patience) {
        LogBody body = new LogBody();
        HttpRequest request =
                http.newHttpRequestBuilder().uri(address(query)).forStreaming().build();
        CompletableFuture<HttpResponse<AsyncBody>> answer = http.consumeBytes(request, body);
        return answer.copy()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(begun -> read(begun, body.of(begun.body()), patience))
                .exceptionally(failure -> {
                    answer.cancel(true);
                    var unused = answer.thenAccept(late -> late.body().cancel());
                    return new PodLog.Refused(failure(failure, patience));
                });
    }

    private static CompletableFuture<PodLog> read(HttpResponse<AsyncBody> answer, LogBody body, Duration patience) {
        if (answer.isSuccessful()) {
            return CompletableFuture.completedFuture(new PodLog.Opened(body));
        }
        BodyPrefix refusal = new BodyPrefix(LONGEST_REFUSAL);
        body.subscribe(refusal);
        return refusal.bytes()
                .completeOnTimeout(new byte[0], patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(bytes -> new PodLog.Refused(
                        ClusterFailure.refusal(answer.code(), PlainText.of(StatusJson.message(bytes)))));
    }

    private static ClusterFailure failure(Throwable failure, Duration patience) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException
                ? new ClusterFailure(0, "no answer within " + patience)
                : ClusterFailure.of(cause);
    }

    private String address(PodLog.Query query) {
        StringBuilder address = new StringBuilder(server)
                .append("api/v1/namespaces/%s/pods/%s/log?container=%s"
                        .formatted(segment(query.namespace()), segment(query.pod()), segment(query.container())));
        if (query.follow()) {
            address.append("&follow=true");
        }
        if (query.tail() != null) {
            address.append("&tailLines=").append(query.tail());
        }
        if (query.since() != null) {
            address.append("&sinceTime=").append(segment(query.since().toString()));
        }
        if (query.limitBytes() != null) {
            address.append("&limitBytes=").append(query.limitBytes());
        }
        return address.toString();
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
