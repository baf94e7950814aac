package io.tektonretry.tekton.watch;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Starts to follow what Kubernetes says about the execution of runs. */
@Component
public class EvidenceInformers {

    private final KubernetesClient client;

    EvidenceInformers(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Follows the evidence of one namespace, or of all; returns at once.
     *
     * @param namespace null for all
     * @param seenBefore what an earlier watch of the same scope left as living
     */
    public EvidenceInformer follow(
            EvidenceKind kind, @Nullable String namespace, Stream<KnownPod> seenBefore, EvidenceListener listener) {
        EvidenceInformer informer = new EvidenceInformer(client, kind, namespace, listener);
        informer.start(seenBefore);
        return informer;
    }
}
