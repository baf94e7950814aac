package io.tektonretry.tekton.finalizer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.tektonretry.tekton.ClusterProperties;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.PromptRequests;
import io.tektonretry.tekton.RequestFailedException;
import io.tektonretry.tekton.TektonKeys;
import io.tektonretry.tekton.TektonKind;
import io.tektonretry.tekton.watch.KindRequests;
import io.tektonretry.tekton.watch.LiveObject;
import io.tektonretry.tekton.watch.ObjectMetadata;
import io.tektonretry.tekton.watch.ObjectPage;
import io.tektonretry.tekton.watch.ScannedObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Finds the objects that have our finalizer. Kinds that the cluster lacks have none. */
@Component
public class HeldObjects {

    private static final Logger LOG = LoggerFactory.getLogger(HeldObjects.class);

    private final KubernetesClient client;
    private final ClusterProperties properties;
    private final PromptRequests requests;

    public HeldObjects(KubernetesClient client, ClusterProperties properties) {
        this.client = client;
        this.properties = properties;
        this.requests = new PromptRequests(client, properties.patience());
    }

    /**
     * All of them.
     *
     * @param namespaces empty for all namespaces
     * @throws ClusterUnavailableException when the API server can't be asked
     */
    public List<ObjectMetadata> all(Collection<String> namespaces) throws InterruptedException {
        List<ObjectMetadata> held = new ArrayList<>();
        pages(namespaces, held::addAll);
        return held;
    }

    /**
     * Finds those that were deleted before some time, or whose namespace is terminating, page by page.
     *
     * @param namespaces empty for all namespaces
     * @param some receives each page before the next one is requested
     * @throws ClusterUnavailableException when the API server can't be asked
     */
    public void overdue(Collection<String> namespaces, Instant deletedBefore, Consumer<List<ObjectMetadata>> some)
            throws InterruptedException {
        Map<String, Boolean> terminating = new HashMap<>();
        pages(
                namespaces,
                page -> some.accept(page.stream()
                        .filter(object -> isBefore(object.deletedAt(), deletedBefore)
                                || (object.isTerminating()
                                        && terminating.computeIfAbsent(object.namespace(), this::isTerminating)))
                        .toList()));
    }

    private void pages(Collection<String> namespaces, Consumer<List<ObjectMetadata>> some) throws InterruptedException {
        for (TektonKind kind : TektonKind.values()) {
            for (String namespace : namespaces.isEmpty() ? List.of("") : namespaces) {
                pages(kind, namespace, some);
            }
        }
    }

    private static boolean isBefore(@Nullable Instant deletedAt, Instant time) {
        return deletedAt != null && deletedAt.isBefore(time);
    }

    /** Without the right to read it, a namespace counts as not terminating: the deadline still applies. */
    private boolean isTerminating(String namespace) {
        try {
            @Nullable String found = requests.ask(asked -> asked.raw("/api/v1/namespaces/" + namespace));
            return found != null
                    && JsonMapper.shared().readTree(found).path("metadata").has("deletionTimestamp");
        } catch (KubernetesClientException | JacksonException e) {
            LOG.atDebug()
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("cause", e.getMessage())
                    .log("A namespace cannot be read");
            return false;
        }
    }

    private void pages(TektonKind kind, String namespace, Consumer<List<ObjectMetadata>> some)
            throws InterruptedException {
        KindRequests pages =
                new KindRequests(client, kind, namespace.isEmpty() ? null : namespace, properties.patience());
        try {
            String token = "";
            do {
                ObjectPage page = pages.metadataPage(token);
                some.accept(page.items().stream()
                        .filter(item -> item.finalizers().contains(TektonKeys.FINALIZER))
                        .flatMap(item -> metadata(kind, item).stream())
                        .toList());
                token = page.next();
            } while (!token.isEmpty());
        } catch (RequestFailedException e) {
            if (!e.failure().isAbsence()) {
                throw new ClusterUnavailableException(e.failure().message(), e);
            }
        } catch (JacksonException e) {
            throw new ClusterUnavailableException(
                    "the API server does not answer with a list: " + e.getOriginalMessage(), e);
        }
    }

    /** An unidentifiable object must not keep others from being found. */
    private static Optional<ObjectMetadata> metadata(TektonKind kind, ScannedObject item) {
        try {
            return Optional.of(LiveObject.of(kind, item).metadata());
        } catch (IllegalArgumentException e) {
            LOG.atDebug()
                    .addKeyValue("object", item.namespace() + "/" + item.name())
                    .addKeyValue("cause", e.getMessage())
                    .log("A held object cannot be read");
            return Optional.empty();
        }
    }
}
