package io.tektonretry.tekton;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.UUID;

/** Passes the events of an informer on. */
record KindEvents(KindListener listener, KubernetesSerialization serialization)
        implements ResourceEventHandler<GenericKubernetesResource> {

    @Override
    public void onAdd(GenericKubernetesResource added) {
        listener.seen(new LiveObject(added, serialization));
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
        listener.seen(new LiveObject(after, serialization));
    }

    @Override
    public void onDelete(GenericKubernetesResource last, boolean unseen) {
        if (unseen) {
            listener.vanished(
                    UUID.fromString(last.getMetadata().getUid()),
                    Long.parseLong(last.getMetadata().getResourceVersion()));
        } else {
            listener.deleted(new LiveObject(last, serialization));
        }
    }
}
