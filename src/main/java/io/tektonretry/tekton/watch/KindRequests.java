package io.tektonretry.tekton.watch;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.RequestFailedException;
import io.tektonretry.tekton.StatusJson;
import io.tektonretry.tekton.TektonKind;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests the objects of one kind, as raw bytes. It never repeats a request: that is up to the caller. */
public final class KindRequests {

    private static final long PAGE = 500;

    private static final String JSON = "application/json";

    private static final String METADATA = JSON + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1," + JSON;

    private final HttpClient http;
    private final String collection;
    private final Duration patience;

    public KindRequests(KubernetesClient client, TektonKind kind, @Nullable String namespace, Duration patience) {
        this.http = client.getHttpClient()
                .newBuilder()
                .tag(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        this.collection = client.getMasterUrl() + path(kind.definition(), namespace);
        this.patience = patience;
    }

    /** Path of the kind's collection; in all namespaces when {@code namespace} is null. */
    public static String path(ResourceDefinitionContext kind, @Nullable String namespace) {
        String group = kind.getGroup();
        String version = group == null || group.isEmpty()
                ? "api/" + kind.getVersion()
                : "apis/%s/%s".formatted(group, kind.getVersion());
        String scope = namespace == null ? "" : "/namespaces/" + namespace;
        return version + scope + "/" + kind.getPlural();
    }

    /**
     * A page of a list. A limit without a resourceVersion makes the list consistent instead of cached.
     *
     * @param token from the previous page; empty for the first page
     */
    ObjectPage page(String token) throws InterruptedException {
        return page(PAGE, token, JSON);
    }

    /** A page with metadata only, if the API server can leave the rest out. */
    public ObjectPage metadataPage(String token) throws InterruptedException {
        return page(PAGE, token, METADATA);
    }

    /** The newest resourceVersion. */
    long newestVersion() throws InterruptedException {
        return page(1, "", JSON).resourceVersion();
    }

    private ObjectPage page(long limit, String token, String form) throws InterruptedException {
        String from = token.isEmpty() ? "" : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(collection + "?limit=" + limit + from)
                .header("Accept", form)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        HttpResponse<byte[]> answer = await(http.sendAsync(request, byte[].class));
        if (!answer.isSuccessful()) {
            throw refusal(answer, answer.body());
        }
        ObjectPage page = ObjectJson.page(answer.body());
        if (page.resourceVersion() == 0) {
            throw new RequestFailedException(new ClusterFailure(0, "the answer is not a list"));
        }
        return page;
    }

    /** Watches the changes after a resourceVersion. */
    ChangeLines watch(long resourceVersion, Duration timeout) throws InterruptedException {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri("%s?watch=true&allowWatchBookmarks=true&resourceVersion=%d&timeoutSeconds=%d"
                        .formatted(collection, resourceVersion, timeout.toSeconds()))
                .forStreaming()
                .build();
        ChangeLines lines = new ChangeLines();
        HttpResponse<AsyncBody> answer = await(http.consumeBytes(request, lines));
        lines.begin(answer.body());
        if (answer.isSuccessful()) {
            return lines;
        }
        CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
                .execute(lines::close);
        try (lines) {
            throw refusal(answer, lines.rest());
        } catch (IOException e) {
            throw refusal(answer, new byte[0]);
        }
    }

    private <T> T await(CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new RequestFailedException(ClusterFailure.of(e));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new RequestFailedException(new ClusterFailure(0, "no answer within " + patience));
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private static RequestFailedException refusal(HttpResponse<?> answer, byte[] body) {
        String after = answer.header("Retry-After");
        boolean isSeconds = after != null && after.matches("\\d{1,4}");
        return new RequestFailedException(
                ClusterFailure.refusal(answer.code(), StatusJson.message(body)),
                isSeconds ? Duration.ofSeconds(Long.parseLong(after)) : Duration.ZERO);
    }
}
