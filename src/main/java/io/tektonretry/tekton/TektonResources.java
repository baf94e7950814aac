package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Creates and amends objects of the cluster as JSON trees, so that no field is lost on the way. */
@Component
public class TektonResources {

    private static final String FIELD_MANAGER = "fieldManager=tekton-retry";

    private static final ResourceDefinitionContext PIPELINE_RUNS = tekton("PipelineRun");

    private static final ResourceDefinitionContext PIPELINES = tekton("Pipeline");

    /** Admission webhooks may take ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int NOT_FOUND = 404;

    private final PromptRequests requests;
    private final KubernetesSerialization serialization;
    private final JsonMapper json;

    TektonResources(KubernetesClient client, JsonMapper json) {
        this.requests = new PromptRequests(client, PATIENCE);
        this.serialization = client.getKubernetesSerialization();
        this.json = json;
    }

    /** Asks the API server, its webhooks included, whether it would create the object; stores nothing. */
    public Creation dryRun(ObjectNode object) {
        return post(object, "?dryRun=All&" + FIELD_MANAGER);
    }

    /** Creates a PipelineRun or Pipeline in the namespace of its metadata. */
    public Creation create(ObjectNode object) {
        return post(object, "?" + FIELD_MANAGER);
    }

    /**
     * Reads a PipelineRun by its name.
     *
     * @throws ClusterUnavailableException when the API server can't be asked
     */
    public Optional<ObjectNode> pipelineRun(String namespace, String name) {
        return get(collection("PipelineRun", namespace) + "/" + name);
    }

    /**
     * Whether the claim is there and not about to go.
     *
     * @throws ClusterUnavailableException when the API server can't be asked
     */
    public boolean claimIsPresent(String namespace, String claim) {
        return get(claimPath(namespace, claim))
                .map(found -> !found.path("metadata").has("deletionTimestamp"))
                .orElse(false);
    }

    /** {@link #own} of a PersistentVolumeClaim, so that it outlives the run it was made for. */
    public void adoptClaim(String namespace, String claim, ObjectNode run) {
        own(
                client -> client.persistentVolumeClaims().inNamespace(namespace).withName(claim),
                claimPath(namespace, claim),
                run);
    }

    /** {@link #own} of a Pipeline, so that it goes with the run it was made for. */
    public void adoptPipeline(String namespace, String pipeline, ObjectNode run) {
        own(
                client -> client.genericKubernetesResources(PIPELINES)
                        .inNamespace(namespace)
                        .withName(pipeline),
                collection("Pipeline", namespace) + "/" + pipeline,
                run);
    }

    /** Makes the run a further, non-controller owner. Doing it again changes nothing; what is gone has no owner. */
    private void own(Function<KubernetesClient, Resource<?>> resource, String path, ObjectNode run) {
        JsonNode metadata = run.path("metadata");
        ObjectNode owner = json.createObjectNode()
                .put("apiVersion", run.path("apiVersion").asString())
                .put("kind", run.path("kind").asString())
                .put("name", metadata.path("name").asString())
                .put("uid", metadata.path("uid").asString())
                .put("controller", false)
                .put("blockOwnerDeletion", false);
        get(path)
                .map(owned -> owned.path("metadata"))
                .filter(owned -> !isOwnedBy(metadata.path("uid").asString(), owned))
                .ifPresent(owned -> patch(resource, path, owned, owner));
    }

    /** Somebody else may own it for the same run in the meantime. */
    private void patch(
            Function<KubernetesClient, Resource<?>> resource, String path, JsonNode owned, ObjectNode owner) {
        try {
            asked(client -> resource.apply(client).patch(PatchContext.of(PatchType.JSON), ownerPatch(owned, owner)));
        } catch (ClusterUnavailableException e) {
            String uid = owner.path("uid").asString();
            if (get(path)
                    .filter(found -> isOwnedBy(uid, found.path("metadata")))
                    .isEmpty()) {
                throw e;
            }
        }
    }

    private static boolean isOwnedBy(String uid, JsonNode metadata) {
        return metadata.path("ownerReferences")
                .valueStream()
                .anyMatch(owner -> uid.equals(owner.path("uid").asString("")));
    }

    /** Starts a PipelineRun that was created pending (TEP-0015); empty when it is gone. Doing it again changes nothing. */
    public Optional<ObjectNode> start(String namespace, String name) {
        try {
            var started = requests.ask(client -> client.genericKubernetesResources(PIPELINE_RUNS)
                    .inNamespace(namespace)
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"status\":null}}"));
            return Optional.of(tree(serialization.asJson(started)));
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw new ClusterUnavailableException(words(e), e);
        }
    }

    /** The owner goes in by JSON patch; the test of the version makes a lost race visible instead of dropping an owner. */
    private String ownerPatch(JsonNode metadata, ObjectNode owner) {
        var patch = json.createArrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", "/metadata/resourceVersion")
                .set("value", metadata.path("resourceVersion"));
        boolean first = !metadata.has("ownerReferences");
        ObjectNode add = patch.addObject().put("op", "add");
        if (first) {
            add.put("path", "/metadata/ownerReferences").putArray("value").add(owner);
        } else {
            add.put("path", "/metadata/ownerReferences/-").set("value", owner);
        }
        return patch.toString();
    }

    private Creation post(ObjectNode object, String query) {
        String path = collection(
                object.path("kind").asString(),
                object.path("metadata").path("namespace").asString());
        try {
            return new Creation.Created(
                    tree(requests.ask(client -> client.raw(path + query, "POST", object.toString()))));
        } catch (KubernetesClientException e) {
            return refused(object, path, e);
        }
    }

    private Creation refused(ObjectNode object, String path, KubernetesClientException e) {
        String message = words(e);
        return switch (e.getCode()) {
            case 409 ->
                get(path + "/" + object.path("metadata").path("name").asString())
                        .<Creation>map(Creation.AlreadyExists::new)
                        .orElseGet(() -> new Creation.Unavailable(message));
            case 400, 403, 413, 422 -> new Creation.Rejected(message);
            default -> new Creation.Unavailable(message);
        };
    }

    private Optional<ObjectNode> get(String path) {
        try {
            return Optional.ofNullable(requests.ask(client -> client.raw(path))).map(this::tree);
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw new ClusterUnavailableException(words(e), e);
        }
    }

    private <T> T asked(Function<KubernetesClient, T> question) {
        try {
            return requests.ask(question);
        } catch (KubernetesClientException e) {
            throw new ClusterUnavailableException(words(e), e);
        }
    }

    private static String words(KubernetesClientException e) {
        @Nullable String status = e.getStatus() == null ? null : e.getStatus().getMessage();
        return status != null ? status : String.valueOf(e.getMessage());
    }

    private ObjectNode tree(String text) {
        return (ObjectNode) json.readTree(text);
    }

    private static ResourceDefinitionContext tekton(String kind) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("tekton.dev")
                .withVersion("v1")
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(true)
                .build();
    }

    private static String collection(String kind, String namespace) {
        return "/apis/tekton.dev/v1/namespaces/%s/%ss".formatted(namespace, kind.toLowerCase(Locale.ROOT));
    }

    private static String claimPath(String namespace, String claim) {
        return "/api/v1/namespaces/%s/persistentvolumeclaims/%s".formatted(namespace, claim);
    }
}
