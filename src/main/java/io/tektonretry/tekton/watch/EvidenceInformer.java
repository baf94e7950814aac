package io.tektonretry.tekton.watch;

import static io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore.UID_KEY_STATE;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.tektonretry.tekton.ClusterFailure;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Watches one kind of evidence until it is closed. Where that is forbidden, it keeps trying and logs it once. */
public final class EvidenceInformer implements AutoCloseable, ResourceEventHandler<GenericKubernetesResource> {

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceInformer.class);

    private static final long PAGE = 500;

    private final EvidenceKind kind;
    private final EvidenceListener listener;
    private final KubernetesSerialization serialization;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private volatile @Nullable ClusterFailure failure;

    EvidenceInformer(
            KubernetesClient client, EvidenceKind kind, @Nullable String namespace, EvidenceListener listener) {
        this.kind = kind;
        this.listener = listener;
        this.serialization = client.getKubernetesSerialization();
        var all = client.genericKubernetesResources(kind.definition());
        var scope = namespace == null ? all.inAnyNamespace() : all.inNamespace(namespace);
        var selected = kind.label() == null
                ? scope.withField("involvedObject.kind", kind.involvedKind())
                : scope.withLabel(kind.label());
        this.informer = selected.withLimit(PAGE)
                .runnableInformer(0)
                .removeNamespaceIndex()
                .itemStore(new ReducedStateItemStore<>(UID_KEY_STATE, GenericKubernetesResource.class, serialization))
                .exceptionHandler((started, cause) -> goOnAfter(cause));
    }

    void start(Stream<KnownPod> seenBefore) {
        informer.initialState(seenBefore.map(EvidenceInformer::skeleton))
                .addEventHandler(this)
                .start();
    }

    public EvidenceKind kind() {
        return kind;
    }

    /** Whether the watch is open. */
    public boolean isWatching() {
        return informer.isWatching();
    }

    @Override
    public void onAdd(GenericKubernetesResource added) {
        onUpdate(added, added);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
        failure = null;
        listener.seen(kind, json(after));
    }

    @Override
    public void onDelete(GenericKubernetesResource last, boolean unseen) {
        if (unseen) {
            listener.vanished(kind, UUID.fromString(last.getMetadata().getUid()));
        } else {
            listener.deleted(kind, json(last));
        }
    }

    @Override
    public void close() {
        informer.stop();
    }

    private boolean goOnAfter(Throwable cause) {
        ClusterFailure now = ClusterFailure.of(cause);
        if (!now.equals(failure)) {
            LOG.atWarn()
                    .addKeyValue("kind", kind)
                    .addKeyValue("cause", now.message())
                    .log("Pods or Events cannot be watched, and runs are mirrored without them; trying again");
        }
        failure = now;
        return true;
    }

    private ObjectNode json(GenericKubernetesResource resource) {
        return (ObjectNode) JsonMapper.shared().readTree(serialization.asJson(resource));
    }

    private static GenericKubernetesResource skeleton(KnownPod object) {
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
