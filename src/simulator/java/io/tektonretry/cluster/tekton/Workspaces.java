package io.tektonretry.cluster.tekton;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The workspaces of a run: claims for its templates, bindings for its children. */
record Workspaces(ObjectNode run) {

    /** The claims that the run's templates ask for. */
    Stream<ObjectNode> claims() {
        return Json.stream(run.path("spec").path("workspaces"))
                .filter(workspace -> workspace.has("volumeClaimTemplate"))
                .map(this::claim);
    }

    private ObjectNode claim(JsonNode workspace) {
        ObjectNode claim = Json.object().put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        claim.putObject("metadata")
                .put("name", claimName(workspace))
                .put("namespace", run.at("/metadata/namespace").asString())
                .putArray("ownerReferences")
                .add(owner(run));
        claim.set("spec", workspace.path("volumeClaimTemplate").path("spec"));
        return claim;
    }

    static ObjectNode owner(ObjectNode run) {
        ObjectNode owner = Json.object()
                .put("apiVersion", Json.text(run, "apiVersion"))
                .put("blockOwnerDeletion", true)
                .put("controller", true)
                .put("kind", Json.text(run, "kind"));
        owner.set("name", run.at("/metadata/name"));
        return owner.set("uid", run.at("/metadata/uid"));
    }

    private String claimName(JsonNode workspace) {
        return ChildNames.claim(
                Json.name(workspace.path("volumeClaimTemplate").path("metadata")),
                Json.name(workspace),
                run.at("/metadata/uid").asString());
    }

    /** Where the claims are deleted at the end of the run. */
    boolean areCleanedUp() {
        return Json.text(run.path("metadata").path("annotations"), "tekton.dev/auto-cleanup-pvc")
                .equals("true");
    }

    /** The bindings of a pipeline task; an optional workspace that is not bound is left out. */
    ArrayNode bindings(JsonNode task) {
        ArrayNode bindings = JsonNodeFactory.instance.arrayNode();
        for (JsonNode wanted : task.path("workspaces")) {
            bound(wanted).ifPresent(workspace -> bindings.add(binding(wanted, workspace)));
        }
        return bindings;
    }

    private Optional<JsonNode> bound(JsonNode wanted) {
        String name = wanted.has("workspace") ? Json.text(wanted, "workspace") : Json.name(wanted);
        return Json.stream(run.path("spec").path("workspaces"))
                .filter(workspace -> Json.name(workspace).equals(name))
                .findFirst();
    }

    private ObjectNode binding(JsonNode wanted, JsonNode workspace) {
        ObjectNode binding = new Substitution(Map.of(
                        "context.pipelineRun.name", run.at("/metadata/name"),
                        "context.pipelineRun.namespace", run.at("/metadata/namespace"),
                        "context.pipelineRun.uid", run.at("/metadata/uid")))
                .applyToFields((ObjectNode) workspace.deepCopy());
        if (binding.has("volumeClaimTemplate")) {
            binding.remove("volumeClaimTemplate");
            binding.putObject("persistentVolumeClaim").put("claimName", claimName(workspace));
        }
        String subPath = Stream.of(Json.text(binding, "subPath"), Json.text(wanted, "subPath"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
        Json.setUnlessEmpty(binding, "subPath", subPath.isEmpty() ? Json.object() : Json.text(subPath));
        return binding.put("name", Json.name(wanted));
    }

    /** The assistant that keeps the pods of one volume on one node. */
    Optional<String> affinityAssistant(JsonNode task) {
        return Json.stream(task.path("workspaces"))
                .flatMap(wanted -> bound(wanted).stream())
                .filter(workspace -> workspace.has("volumeClaimTemplate") || workspace.has("persistentVolumeClaim"))
                .map(workspace -> ChildNames.affinityAssistant(
                        Json.name(workspace), run.at("/metadata/name").asString()))
                .findFirst();
    }
}
