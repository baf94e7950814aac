package io.tektonretry.tekton;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Creates and changes objects of the cluster as JSON trees, so that no field is lost. */
@Component
public class TektonResources {

    private static final Logger LOG = LoggerFactory.getLogger(TektonResources.class);

    private static final String FIELD_MANAGER = "fieldManager=tekton-retry";

    private static final ResourceDefinitionContext PIPELINE_RUNS = tekton("PipelineRun");

    private static final ResourceDefinitionContext PIPELINES = tekton("Pipeline");

    /** Admission webhooks may take up to ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** How often to try a change after conflicts. */
    private static final int TRIES = 5;

    private static final String PENDING = "PipelineRunPending";

    private static final int FORBIDDEN = 403;

    private static final int NOT_FOUND = 404;

    private static final int CONFLICT = 409;

    /**
     * Client error codes that do not reject the request itself: authentication, timeout, conflict, too early, rate
     * limit.
     */
    private static final Set<Integer> PASSING = Set.of(401, 408, 409, 425, 429);

    private final PromptRequests requests;
    private final KubernetesSerialization serialization;
    private final JsonMapper json;

    TektonResources(KubernetesClient client, JsonMapper json) {
        this.requests = new PromptRequests(client, PATIENCE);
        this.serialization = client.getKubernetesSerialization();
        this.json = json;
    }

    /** Asks the API server and its webhooks whether they would accept the object; stores nothing. */
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
        return get(collection("PipelineRun", namespace) + "/" + segment(name));
    }

    /**
     * Reads a Pipeline by its name.
     *
     * @throws ClusterUnavailableException when the API server can't be asked
     */
    public Optional<ObjectNode> pipeline(String namespace, String name) {
        return ObjectName.isOne(name) ? get(collection("Pipeline", namespace) + "/" + segment(name)) : Optional.empty();
    }

    /**
     * Makes the run an owner of its Pipeline, so that both are deleted together. A Pipeline of that name without the
     * proof belongs to someone else, who would lose it with the run.
     */
    public void adoptPipeline(String namespace, String pipeline, ObjectNode run, String proof) {
        own(
                client -> client.genericKubernetesResources(PIPELINES)
                        .inNamespace(namespace)
                        .withName(pipeline),
                collection("Pipeline", namespace) + "/" + segment(pipeline),
                run,
                owned -> owned.path("annotations")
                        .path(TektonKeys.REQUEST_PROOF)
                        .asString("")
                        .equals(proof));
    }

    /** Makes the run an additional, non-controller owner. Idempotent; does nothing when the object is gone. */
    private void own(
            Function<KubernetesClient, Resource<?>> resource,
            String path,
            ObjectNode run,
            Predicate<JsonNode> condition) {
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
                .filter(owned ->
                        condition.test(owned) && !isOwnedBy(metadata.path("uid").asString(), owned))
                .ifPresent(owned -> patch(resource, path, owned, owner));
    }

    /**
     * A concurrent writer may have added the same owner. A cluster that forbids it must not keep the run from starting.
     */
    private void patch(
            Function<KubernetesClient, Resource<?>> resource, String path, JsonNode owned, ObjectNode owner) {
        try {
            requests.ask(
                    client -> resource.apply(client).patch(PatchContext.of(PatchType.JSON), ownerPatch(owned, owner)));
        } catch (KubernetesClientException e) {
            String uid = owner.path("uid").asString();
            boolean isDone = get(path)
                    .filter(found -> isOwnedBy(uid, found.path("metadata")))
                    .isPresent();
            if (!isDone && !isForbidden(e, path)) {
                throw new ClusterUnavailableException(words(e), e);
            }
        }
    }

    private static boolean isForbidden(KubernetesClientException e, String path) {
        if (e.getCode() == FORBIDDEN) {
            LOG.atWarn()
                    .addKeyValue("path", path)
                    .addKeyValue("cause", words(e))
                    .log("The cluster forbids a change of an object that a retry uses; the retry continues "
                            + "without it");
        }
        return e.getCode() == FORBIDDEN;
    }

    private static boolean isOwnedBy(String uid, JsonNode metadata) {
        return owners(metadata).contains(uid);
    }

    private static Set<String> owners(JsonNode metadata) {
        return metadata.path("ownerReferences")
                .valueStream()
                .map(owner -> owner.path("uid").asString(""))
                .collect(toUnmodifiableSet());
    }

    /**
     * Starts a PipelineRun that was created pending (TEP-0015), if its UID matches and it was not cancelled.
     * Idempotent. Empty when the run is gone or may not be started.
     */
    public Optional<ObjectNode> start(String namespace, String name, UUID uid) {
        String path = collection("PipelineRun", namespace) + "/" + segment(name);
        try {
            var started = requests.ask(client -> client.genericKubernetesResources(PIPELINE_RUNS)
                    .inNamespace(namespace)
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON), startPatch(uid)));
            return Optional.of(tree(serialization.asJson(started)));
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND || isForbidden(e, path)) {
                return Optional.empty();
            }
            return get(path)
                    .filter(run -> run.path("metadata").path("uid").asString("").equals(uid.toString()))
                    .map(run -> notPending(run, e));
        }
    }

    private static ObjectNode notPending(ObjectNode run, KubernetesClientException failure) {
        if (isPending(run)) {
            throw new ClusterUnavailableException(words(failure), failure);
        }
        return run;
    }

    private String startPatch(UUID uid) {
        var patch = json.createArrayNode();
        patch.addObject().put("op", "test").put("path", "/metadata/uid").put("value", uid.toString());
        patch.addObject().put("op", "test").put("path", "/spec/status").put("value", PENDING);
        patch.addObject().put("op", "remove").put("path", "/spec/status");
        return patch.toString();
    }

    private static boolean isPending(ObjectNode run) {
        return run.path("spec").path("status").asString("").equals(PENDING);
    }

    /**
     * Hands a pending PipelineRun to the queue of Pipelines-as-Code, which starts it in its turn. Idempotent. Empty
     * when the run is gone or may not be changed.
     *
     * @throws ClusterUnavailableException when the API server can't be asked, or the run keeps changing
     */
    public Optional<ObjectNode> queue(String namespace, String name) {
        String path = collection("PipelineRun", namespace) + "/" + segment(name);
        Optional<ObjectNode> run = get(path);
        for (int i = 0; i < TRIES; i++) {
            if (run.isEmpty() || !waitsForAQueue(run.get())) {
                return run;
            }
            try {
                String patch = markPatch(run.get().path("metadata"), TektonKeys.PAC_STATE, TektonKeys.PAC_QUEUED);
                var queued = requests.ask(client -> client.genericKubernetesResources(PIPELINE_RUNS)
                        .inNamespace(namespace)
                        .withName(name)
                        .patch(PatchContext.of(PatchType.JSON), patch));
                return Optional.of(tree(serialization.asJson(queued)));
            } catch (KubernetesClientException e) {
                if (isForbidden(e, path)) {
                    return Optional.empty();
                }
                run = get(path);
            }
        }
        throw new ClusterUnavailableException("%s/%s cannot be queued".formatted(namespace, name));
    }

    /**
     * Sets the check run of a finished run that Pipelines-as-Code has started and that has none; returns whether it was
     * set.
     *
     * @throws ClusterUnavailableException when the API server can't be asked, or the run has changed
     */
    public boolean giveCheckRun(String namespace, String name, UUID uid, String checkRun) {
        String path = collection("PipelineRun", namespace) + "/" + segment(name);
        JsonNode metadata = get(path)
                .map(run -> run.path("metadata"))
                .filter(found -> found.path("uid").asString("").equals(uid.toString()) && isUnreported(found))
                .orElse(null);
        if (metadata == null) {
            return false;
        }
        String patch = markPatch(metadata, TektonKeys.PAC_CHECK_RUN, checkRun);
        try {
            requests.ask(client -> client.genericKubernetesResources(PIPELINE_RUNS)
                    .inNamespace(namespace)
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON), patch));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND || isForbidden(e, path)) {
                return false;
            }
            throw new ClusterUnavailableException(words(e), e);
        }
    }

    private static boolean isUnreported(JsonNode metadata) {
        JsonNode annotations = metadata.path("annotations");
        return annotations.path(TektonKeys.PAC_STATE).asString("").equals(TektonKeys.PAC_STARTED)
                && !annotations.has(TektonKeys.PAC_CHECK_RUN)
                && metadata.has("labels");
    }

    private static boolean waitsForAQueue(ObjectNode run) {
        return isPending(run) && !run.path("metadata").path("annotations").has(TektonKeys.PAC_STATE);
    }

    /** The test of resourceVersion detects that the watcher of Pipelines-as-Code has changed the run since. */
    private String markPatch(JsonNode metadata, String key, String value) {
        var patch = json.createArrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", "/metadata/resourceVersion")
                .set("value", metadata.path("resourceVersion"));
        for (String field : List.of("labels", "annotations")) {
            patch.addObject()
                    .put("op", "add")
                    .put("path", "/metadata/" + field + "/" + key.replace("/", "~1"))
                    .put("value", value);
        }
        return patch.toString();
    }

    /**
     * Cancels a PipelineRun if its UID matches; does nothing when it is gone. Idempotent.
     *
     * @throws ClusterUnavailableException when the API server can't be asked, or refuses
     */
    public void cancel(String namespace, String name, UUID uid) {
        String patch = json.createArrayNode()
                .add(json.createObjectNode()
                        .put("op", "test")
                        .put("path", "/metadata/uid")
                        .put("value", uid.toString()))
                .add(json.createObjectNode()
                        .put("op", "add")
                        .put("path", "/spec/status")
                        .put("value", "Cancelled"))
                .toString();
        try {
            requests.ask(client -> client.genericKubernetesResources(PIPELINE_RUNS)
                    .inNamespace(namespace)
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON), patch));
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND) {
                throw new ClusterUnavailableException(words(e), e);
            }
        }
    }

    /** The test of resourceVersion turns a lost race into a conflict, instead of dropping an owner. */
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
        if (e.getCode() == CONFLICT) {
            return get(path + "/" + segment(object.path("metadata").path("name").asString()))
                    .<Creation>map(Creation.AlreadyExists::new)
                    .orElseGet(() -> new Creation.Unavailable(message));
        }
        return isFinal(e.getCode()) ? new Creation.Rejected(message) : new Creation.Unavailable(message);
    }

    /** Whether the same request would fail again, for example because the namespace or the kind is gone. */
    private static boolean isFinal(int code) {
        return code >= 400 && code < 500 && !PASSING.contains(code);
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
        return "/apis/tekton.dev/v1/namespaces/%s/%ss".formatted(segment(namespace), kind.toLowerCase(Locale.ROOT));
    }

    /** Names come from objects that others wrote, and must not reach beyond their segment of a path. */
    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
