package io.tektonretry.tekton.finalizer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.StatusJson;
import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.watch.KindRequests;
import io.tektonretry.tekton.watch.ObjectMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds and removes our finalizer. Each patch tests the resourceVersion, so that it neither drops another finalizer nor
 * releases a state that was not recorded.
 */
@Component
public class Finalizers {

    /** Outcome of a patch. */
    public sealed interface Outcome {

        /** The object has the requested finalizers. */
        record Done() implements Outcome {}

        /** The object has changed or is gone; decide again on its next state. */
        record Outdated() implements Outcome {}

        /** The object is unchanged. */
        record Failed(ClusterFailure cause) implements Outcome {}
    }

    /** Admission webhooks may take up to ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** For a patch and one repetition. */
    private static final Duration TWICE = PATIENCE.multipliedBy(2);

    private static final int NOT_FOUND = 404;

    private static final int CONFLICT = 409;

    private static final int MULTIPLE_CHOICES = 300;

    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final KubernetesClient client;
    private final HttpClient http;

    /** Repeats a failed patch once. */
    public Finalizers(KubernetesClient client) {
        this.client = client;
        this.http = client.getHttpClient()
                .newBuilder()
                .tag(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(1)
                        .withRequestTimeout(Math.toIntExact(PATIENCE.toMillis()))
                        .build())
                .build();
    }

    /** Adds our finalizer, so that the object stays after its deletion until it is {@linkplain #release released}. */
    public Outcome hold(ObjectMetadata object) {
        List<String> finalizers = new ArrayList<>(object.finalizers());
        finalizers.add(TektonKeys.FINALIZER);
        return patch(object, finalizers);
    }

    /** Removes our finalizer. */
    public Outcome release(ObjectMetadata object) {
        return patch(
                object,
                object.finalizers().stream()
                        .filter(finalizer -> !finalizer.equals(TektonKeys.FINALIZER))
                        .toList());
    }

    private Outcome patch(ObjectMetadata object, List<String> finalizers) {
        ObjectNode patch = JsonMapper.shared().createObjectNode();
        ArrayNode list = patch.putObject("metadata")
                .put("resourceVersion", Long.toString(object.resourceVersion()))
                .putArray("finalizers");
        finalizers.forEach(list::add);
        try {
            HttpResponse<byte[]> answer = send(object, patch.toString());
            return outcome(object, answer.code(), answer.body());
        } catch (ExecutionException e) {
            return new Outcome.Failed(ClusterFailure.of(e));
        } catch (TimeoutException e) {
            return new Outcome.Failed(new ClusterFailure(0, "no answer within " + TWICE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed(ClusterFailure.of(e));
        }
    }

    /** The client's own patch method first reads the object, which needs the additional right to get it. */
    private HttpResponse<byte[]> send(ObjectMetadata object, String patch)
            throws ExecutionException, InterruptedException, TimeoutException {
        String collection = KindRequests.path(object.kind().definition(), object.namespace());
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(client.getMasterUrl() + collection + "/" + object.name())
                .patch(MERGE_PATCH, patch)
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        return http.sendAsync(request, byte[].class).get(TWICE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Outcome outcome(ObjectMetadata object, int code, byte[] body) {
        if (code == CONFLICT || code == NOT_FOUND) {
            return new Outcome.Outdated();
        }
        if (code >= MULTIPLE_CHOICES) {
            return new Outcome.Failed(ClusterFailure.refusal(code, StatusJson.message(body)));
        }
        return isStateOf(object, body)
                ? new Outcome.Done()
                : new Outcome.Failed(new ClusterFailure(0, "the answer to a patch is not its object"));
    }

    /** A proxy may answer with its own page. */
    private static boolean isStateOf(ObjectMetadata object, byte[] body) {
        try {
            String uid = JsonMapper.shared()
                    .readTree(body)
                    .path("metadata")
                    .path("uid")
                    .asString("");
            return uid.equals(object.uid().toString());
        } catch (JacksonException e) {
            return false;
        }
    }
}
