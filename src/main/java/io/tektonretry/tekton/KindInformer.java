package io.tektonretry.tekton;

import static io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore.UID_KEY_STATE;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all objects of a kind, through every kind of interruption, until it is closed. It remembers of an object only which version
 * it saw.
 */
public final class KindInformer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KindInformer.class);

    private static final long PAGE = 500;

    private final TektonKind kind;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private volatile boolean synced;
    private volatile @Nullable ClusterFailure failure;

    /**
     * Follows the objects of one namespace, or of all. The limit makes lists consistent instead of cached; the UID as key tells an
     * object from its successor of the same name; what was seen before and is missing from the first list is reported as vanished.
     *
     * @param namespace null for all
     */
    KindInformer(KubernetesClient client, TektonKind kind, @Nullable String namespace) {
        this.kind = kind;
        var resources = client.genericKubernetesResources(kind.definition());
        var scope = namespace == null ? resources.inAnyNamespace() : resources.inNamespace(namespace);
        this.informer = scope.withLimit(PAGE)
                .runnableInformer(0)
                .removeNamespaceIndex()
                .itemStore(new ReducedStateItemStore<>(
                        UID_KEY_STATE, GenericKubernetesResource.class, client.getKubernetesSerialization()))
                .exceptionHandler((started, cause) -> goOnAfter(cause));
    }

    /** Begins to follow; returns at once. */
    void start(Stream<SeenBefore> seenBefore, KindEvents events) {
        informer.initialState(seenBefore.map(KindInformer::skeleton))
                .addEventHandler(events)
                .start()
                .thenRun(this::reachedTheCluster);
    }

    public TektonKind kind() {
        return kind;
    }

    /** Whether everything that the first complete list held has been delivered, or there is no such kind and none is needed. */
    public boolean isSynced() {
        ClusterFailure last = failure;
        return synced || (kind.isOptional() && last != null && last.isAbsence());
    }

    /** Why the cluster could not be asked the last time, if it has not answered since. */
    public Optional<String> failure() {
        return informer.isWatching()
                ? Optional.empty()
                : Optional.ofNullable(failure).map(ClusterFailure::message);
    }

    @Override
    public void close() {
        informer.stop();
    }

    private void reachedTheCluster() {
        synced = true;
        LOG.atInfo().addKeyValue("kind", kind.kind()).log("Objects are listed and watched");
    }

    /** fabric8 would stop for good after most failures; each new one is worth one line. */
    private boolean goOnAfter(Throwable cause) {
        ClusterFailure now = ClusterFailure.of(cause);
        if (!now.equals(failure)) {
            LOG.atWarn()
                    .addKeyValue("kind", kind.kind())
                    .addKeyValue("cause", now.message())
                    .log("Objects cannot be listed or watched, trying again");
        }
        failure = now;
        return true;
    }

    private static GenericKubernetesResource skeleton(SeenBefore object) {
        return new GenericKubernetesResourceBuilder()
                .withNewMetadata()
                .withUid(object.uid().toString())
                .withNamespace(object.namespace())
                .withName(object.name())
                .withResourceVersion(Long.toString(object.resourceVersion()))
                .endMetadata()
                .build();
    }
}
