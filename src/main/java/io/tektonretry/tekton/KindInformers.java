package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts to follow the objects of a kind. */
@Component
public class KindInformers {

    private final KubernetesClient client;

    KindInformers(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Follows the objects of one namespace, or of all; returns at once.
     *
     * @param namespace null for all
     * @param seenBefore what an earlier watch of the same scope left as living: only what differs from it is reported
     */
    public KindInformer follow(
            TektonKind kind, @Nullable String namespace, Stream<SeenBefore> seenBefore, KindListener listener) {
        KindInformer informer = new KindInformer(client, kind, namespace);
        informer.start(seenBefore, new KindEvents(listener, client.getKubernetesSerialization()));
        return informer;
    }
}
