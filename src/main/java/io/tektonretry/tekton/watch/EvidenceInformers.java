package io.tektonretry.tekton.watch;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts watches of pods and Events that belong to runs. */
@Component
public class EvidenceInformers {

    private final KubernetesClient client;

    EvidenceInformers(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Watches one kind of evidence in one namespace, or in all; returns immediately.
     *
     * @param namespace null for all
     * @param seenBefore the objects that existed when an earlier watch of the same scope ended
     */
    public EvidenceInformer follow(
            EvidenceKind kind, @Nullable String namespace, Stream<KnownPod> seenBefore, EvidenceListener listener) {
        EvidenceInformer informer = new EvidenceInformer(client, kind, namespace, listener);
        informer.start(seenBefore);
        return informer;
    }
}
