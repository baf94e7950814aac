package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts our finalizer on objects and takes it off again. Every patch holds for one resourceVersion, so that it neither drops a finalizer
 * of somebody else nor lets a state go that nobody has looked at.
 */
@Component
public class Finalizers {

    /** What came of a patch. */
    public sealed interface Outcome {

        /** The object is as it was wanted. */
        record Done() implements Outcome {}

        /** The object has changed or gone since; its next state says what to do. */
        record Outdated() implements Outcome {}

        /** The object is as it was. */
        record Failed(ClusterFailure cause) implements Outcome {}
    }

    /** Admission webhooks may take ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int NOT_FOUND = 404;

    private static final int CONFLICT = 409;

    private final PromptRequests requests;

    Finalizers(KubernetesClient client) {
        this.requests = new PromptRequests(client, PATIENCE);
    }

    /** From now on the object stays when it is deleted, until it is {@linkplain #release released}. */
    public Outcome hold(ObjectMetadata object) {
        List<String> finalizers = new ArrayList<>(object.finalizers());
        finalizers.add(TektonKeys.FINALIZER);
        return patch(object, finalizers);
    }

    /** Lets the object go, as far as we are concerned. */
    public Outcome release(ObjectMetadata object) {
        return patch(
                object,
                object.finalizers().stream()
                        .filter(finalizer -> !finalizer.equals(TektonKeys.FINALIZER))
                        .toList());
    }

    private Outcome patch(ObjectMetadata object, List<String> finalizers) {
        ObjectNode patch = JsonMapper.shared().createObjectNode();
        ArrayNode list = patch.putObject("metadata")
                .put("resourceVersion", Long.toString(object.resourceVersion()))
                .putArray("finalizers");
        finalizers.forEach(list::add);
        try {
            requests.ask(
                    client -> client.genericKubernetesResources(object.kind().definition())
                            .inNamespace(object.namespace())
                            .withName(object.name())
                            .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString()));
            return new Outcome.Done();
        } catch (KubernetesClientException e) {
            return e.getCode() == CONFLICT || e.getCode() == NOT_FOUND
                    ? new Outcome.Outdated()
                    : new Outcome.Failed(ClusterFailure.of(e));
        } catch (IllegalArgumentException | ClassCastException e) { // What answers is no API server.
            return new Outcome.Failed(ClusterFailure.of(e));
        }
    }
}
