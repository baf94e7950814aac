package io.tektonretry.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A resource that the API server double serves. */
record ResourceType(String group, String version, String kind, boolean namespaced, boolean hasStatus) {

    static final List<ResourceType> SERVED = List.of(
            new ResourceType("tekton.dev", "v1", "PipelineRun", true, true),
            new ResourceType("tekton.dev", "v1", "TaskRun", true, true),
            new ResourceType("tekton.dev", "v1", "Pipeline", true, true),
            new ResourceType("tekton.dev", "v1", "Task", true, true),
            new ResourceType("tekton.dev", "v1beta1", "CustomRun", true, true),
            new ResourceType("", "v1", "PersistentVolumeClaim", true, true),
            new ResourceType("", "v1", "ConfigMap", true, false),
            new ResourceType("", "v1", "Secret", true, false),
            new ResourceType("", "v1", "Pod", true, true),
            new ResourceType("", "v1", "Event", true, false),
            new ResourceType("", "v1", "Namespace", false, true),
            new ResourceType("authorization.k8s.io", "v1", "SubjectAccessReview", false, false),
            new ResourceType("authentication.k8s.io", "v1", "TokenReview", false, false));

    static ResourceType of(JsonNode object) {
        String kind = object.path("kind").asString("");
        return ofKind(kind).orElseThrow(() -> new IllegalArgumentException("The double serves no kind " + kind));
    }

    static Optional<ResourceType> ofKind(String kind) {
        return SERVED.stream().filter(type -> type.kind.equals(kind)).findFirst();
    }

    static Optional<ResourceType> at(String apiVersion, String plural) {
        return SERVED.stream()
                .filter(type ->
                        type.apiVersion().equals(apiVersion) && type.plural().equals(plural))
                .findFirst();
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    String plural() {
        return kind.toLowerCase(Locale.ROOT) + "s";
    }

    /** The name that error messages use, {@code pipelineruns.tekton.dev}. */
    String qualified() {
        return group.isEmpty() ? plural() : plural() + "." + group;
    }

    /** Custom resources count generations and take no strategic merge patch. */
    boolean custom() {
        return group.equals("tekton.dev");
    }
}
