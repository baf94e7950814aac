package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * PersistentVolumeClaims, ConfigMaps and Secrets that belong to runs. Only their metadata is requested, never the
 * content of a Secret. A run becomes an additional owner only of objects that an earlier run of its lineage owns: a
 * name alone proves nothing.
 */
@Component
public class OwnedObjects {

    /** Kind of an owned object. */
    public enum Kind {
        CLAIM("persistentvolumeclaims"),
        CONFIG_MAP("configmaps"),
        SECRET("secrets");

        private final String plural;

        Kind(String plural) {
            this.plural = plural;
        }
    }

    /** Result of a look-up. */
    public sealed interface Found {

        /**
         * The object exists.
         *
         * @param owners UIDs of its owners
         */
        record Present(String resourceVersion, Set<String> owners) implements Found {}

        /** The object does not exist, or is being deleted. */
        record Missing() implements Found {}

        /** The service may not read the object. */
        record Forbidden(String message) implements Found {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(OwnedObjects.class);

    /** Admission webhooks may take up to ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration TWICE = PATIENCE.multipliedBy(2);

    private static final int ATTEMPTS = 3;

    private static final int FORBIDDEN = 403;

    private static final int NOT_FOUND = 404;

    /** No fallback type: a server that cannot leave the content out must not answer at all. */
    private static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private static final String JSON_PATCH = "application/json-patch+json";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final KubernetesClient client;
    private final HttpClient http;

    OwnedObjects(KubernetesClient client) {
        this.client = client;
        this.http = client.getHttpClient()
                .newBuilder()
                .tag(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                        .withRequestRetryBackoffLimit(1)
                        .withRequestTimeout(Math.toIntExact(PATIENCE.toMillis()))
                        .build())
                .build();
    }

    /**
     * Reads the metadata of an object.
     *
     * @throws ClusterUnavailableException when the API server can't be asked
     */
    public Found find(Kind kind, String namespace, String name) {
        if (!ObjectName.isOne(name)) {
            return new Found.Missing();
        }
        HttpResponse<byte[]> answer = send(builder(kind, namespace, name).build());
        if (answer.code() == NOT_FOUND) {
            return new Found.Missing();
        }
        if (answer.code() == FORBIDDEN) {
            return new Found.Forbidden(StatusJson.message(answer.body()));
        }
        if (!answer.isSuccessful()) {
            throw new ClusterUnavailableException(StatusJson.message(answer.body()));
        }
        JsonNode metadata = JSON.readTree(answer.body()).path("metadata");
        return metadata.has("deletionTimestamp")
                ? new Found.Missing()
                : new Found.Present(
                        metadata.path("resourceVersion").asString(""),
                        metadata.path("ownerReferences")
                                .valueStream()
                                .map(owner -> owner.path("uid").asString(""))
                                .collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Makes the run an additional, non-controller owner of an object that an earlier run owns. Idempotent. A cluster
     * that forbids it must not keep the run from starting.
     *
     * @param earlier UIDs of the earlier runs that may own it
     * @throws ClusterUnavailableException when the outcome is not known
     */
    public void adopt(Kind kind, String namespace, String name, Set<String> earlier, ObjectNode run) {
        String adopter = run.path("metadata").path("uid").asString("");
        String refusal = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Found found = find(kind, namespace, name);
            if (!(found instanceof Found.Present present)
                    || Collections.disjoint(present.owners(), earlier)
                    || present.owners().contains(adopter)) {
                return;
            }
            HttpResponse<byte[]> answer = send(patch(kind, namespace, name, present, run));
            if (answer.code() == FORBIDDEN) {
                LOG.atWarn()
                        .addKeyValue("kind", kind)
                        .addKeyValue("namespace", namespace)
                        .addKeyValue("name", name)
                        .addKeyValue("cause", StatusJson.message(answer.body()))
                        .log("Objects that a retry needs may be deleted with the run that owns them");
                return;
            }
            if (answer.isSuccessful() || answer.code() == NOT_FOUND) {
                return;
            }
            refusal = StatusJson.message(answer.body());
        }
        throw new ClusterUnavailableException(refusal);
    }

    /** The test of resourceVersion turns a lost race into a conflict, instead of dropping an owner. */
    private HttpRequest patch(Kind kind, String namespace, String name, Found.Present found, ObjectNode run) {
        JsonNode metadata = run.path("metadata");
        ArrayNode patch = JSON.createArrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", "/metadata/resourceVersion")
                .put("value", found.resourceVersion());
        patch.addObject()
                .put("op", "add")
                .put("path", "/metadata/ownerReferences/-")
                .putObject("value")
                .put("apiVersion", run.path("apiVersion").asString())
                .put("kind", run.path("kind").asString())
                .put("name", metadata.path("name").asString())
                .put("uid", metadata.path("uid").asString())
                .put("controller", false)
                .put("blockOwnerDeletion", false);
        return builder(kind, namespace, name)
                .patch(JSON_PATCH, patch.toString())
                .build();
    }

    private HttpRequest.Builder builder(Kind kind, String namespace, String name) {
        return http.newHttpRequestBuilder()
                .uri("%sapi/v1/namespaces/%s/%s/%s"
                        .formatted(client.getMasterUrl(), segment(namespace), kind.plural, segment(name)))
                .header("Accept", METADATA)
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Names come from objects that others wrote, and must not reach beyond their segment of a path. */
    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.sendAsync(request, byte[].class).get(TWICE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ClusterUnavailableException(ClusterFailure.of(e).message(), e);
        } catch (TimeoutException e) {
            throw new ClusterUnavailableException("no answer within " + TWICE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterUnavailableException("the wait for an answer was interrupted", e);
        }
    }
}
