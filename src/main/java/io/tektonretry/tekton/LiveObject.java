package io.tektonretry.tekton;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An object as a watch delivered it; it becomes JSON only when somebody asks. */
public final class LiveObject {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final GenericKubernetesResource resource;
    private final KubernetesSerialization serialization;

    LiveObject(GenericKubernetesResource resource, KubernetesSerialization serialization) {
        this.resource = resource;
        this.serialization = serialization;
    }

    public UUID uid() {
        return UUID.fromString(resource.getMetadata().getUid());
    }

    /** The whole object with every field the API server sent. */
    public ObjectNode toJson() {
        return (ObjectNode) JSON.readTree(serialization.asJson(resource));
    }
}
