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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the current specs of Pipelines and Tasks, within limits of size and time. */
@Component
public class TektonDefinitions {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int FORBIDDEN = 403;

    private static final int NOT_FOUND = 404;

    /** Maximum size of an error response, in bytes. */
    private static final long WORDS = 64 * 1024L;

    private final KubernetesClient client;
    private final HttpClient http;

    TektonDefinitions(KubernetesClient client) {
        this.client = client;
        this.http = client.getHttpClient()
                .newBuilder()
                .tag(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(1)
                        .build())
                .build();
    }

    /** Starts reading definitions of a namespace; the limits hold for all of them together. */
    public Reading reading(String namespace, long mostBytes, Duration within) {
        return new Reading(namespace, mostBytes, within);
    }

    /** Reads the definitions that belong to one pipeline. */
    public final class Reading {

        private final String namespace;
        private final long mostBytes;
        private final Duration within;
        private final long begun = System.nanoTime();
        private long left;

        private Reading(String namespace, long mostBytes, Duration within) {
            this.namespace = namespace;
            this.mostBytes = mostBytes;
            this.within = within;
            this.left = mostBytes;
        }

        /** The spec of a Pipeline; empty when it does not exist. */
        public Optional<ObjectNode> pipeline(String name) {
            return spec("pipelines", name);
        }

        /** The spec of a Task; empty when it does not exist. */
        public Optional<ObjectNode> task(String name) {
            return spec("tasks", name);
        }

        /**
         * Reads one definition.
         *
         * @throws ClusterUnavailableException when the API server can't be asked, or takes too long
         * @throws TooLargeException when all definitions together exceed the limit
         * @throws ReadForbiddenException when the service may not read it
         */
        private Optional<ObjectNode> spec(String plural, String name) {
            if (!ObjectName.isOne(name)) {
                return Optional.empty();
            }
            BoundedBody body = new BoundedBody(Math.max(left, WORDS));
            HttpResponse<AsyncBody> answer = await(http.consumeBytes(request(plural, name), body));
            if (answer.code() == NOT_FOUND) {
                answer.body().cancel();
                return Optional.empty();
            }
            byte[] bytes = await(body.read(answer.body()));
            if (answer.code() == FORBIDDEN) {
                throw new ReadForbiddenException(StatusJson.message(bytes));
            }
            if (!answer.isSuccessful()) {
                throw new ClusterUnavailableException(StatusJson.message(bytes));
            }
            left -= bytes.length;
            if (body.isOver() || left < 0) {
                throw new TooLargeException(
                        "%s/%s and what belongs to it have more than %,d bytes".formatted(namespace, name, mostBytes));
            }
            return Optional.of(spec(bytes));
        }

        private ObjectNode spec(byte[] bytes) {
            try {
                return JSON.readTree(bytes).path("spec") instanceof ObjectNode spec ? spec : JSON.createObjectNode();
            } catch (JacksonException e) {
                throw new ClusterUnavailableException("the answer is not an object", e);
            }
        }

        private HttpRequest request(String plural, String name) {
            return http.newHttpRequestBuilder()
                    .uri("%sapis/tekton.dev/v1/namespaces/%s/%s/%s"
                            .formatted(client.getMasterUrl(), segment(namespace), plural, segment(name)))
                    .header("Accept", "application/json")
                    .timeout(millisLeft(), TimeUnit.MILLISECONDS)
                    .build();
        }

        private long millisLeft() {
            long millis = within.minusNanos(System.nanoTime() - begun).toMillis();
            if (millis <= 0) {
                throw new ClusterUnavailableException("reading the definitions took longer than " + within);
            }
            return millis;
        }

        private <T> T await(CompletableFuture<T> answer) {
            try {
                return answer.get(millisLeft(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new ClusterUnavailableException(ClusterFailure.of(e).message(), e);
            } catch (TimeoutException e) {
                answer.cancel(true);
                throw new ClusterUnavailableException("reading the definitions took longer than " + within, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterUnavailableException("the wait for an answer was interrupted", e);
            }
        }
    }

    /** Names come from objects that others wrote, and must not reach beyond their segment of a path. */
    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
