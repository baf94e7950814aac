package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The volumes of a lineage: a claim that Tekton made from a template is bound again by its name (section 8 of the semantics).
 *
 * @param bindings of the root, with the context frozen
 * @param claims names of the claims by workspace
 * @param madeFromTemplate the workspaces among them whose claims belong to a run
 * @param lost workspaces whose data is gone
 */
record WorkspaceBindings(
        ArrayNode bindings, Map<String, String> claims, Set<String> madeFromTemplate, Set<String> lost) {

    static WorkspaceBindings of(RetryRequest request) {
        ObjectNode root = request.lineage().get(0).pipelineRun();
        RunContext context = RunContext.ofBindings(root);
        boolean cleanedUp = "true"
                .equals(root.path("metadata")
                        .path("annotations")
                        .path(TektonKeys.AUTO_CLEANUP_PVC)
                        .asString(""));
        ArrayNode bindings = JsonNodeFactory.instance.arrayNode();
        Map<String, String> claims = new LinkedHashMap<>();
        Set<String> made = new LinkedHashSet<>();
        Set<String> lost = new LinkedHashSet<>();
        for (JsonNode element : root.path("spec").path("workspaces")) {
            if (!(element instanceof ObjectNode binding)) {
                continue;
            }
            bindings.add(TaskTexts.map(binding, text -> StringNode.valueOf(context.freeze(text.stringValue()))));
            String name = binding.path("name").asString("");
            boolean fromTemplate = binding.path("volumeClaimTemplate").isObject();
            String claim = fromTemplate
                    ? claimOfLatest(request.lineage(), name)
                    : binding.path("persistentVolumeClaim").path("claimName").asString("");
            if (fromTemplate) {
                made.add(name);
            }
            if (!claim.isEmpty() && !claim.contains("$(")) {
                claims.put(name, claim);
            }
            boolean gone = request.claims().get(claim) == ClaimState.GONE;
            if (gone || (fromTemplate && (cleanedUp || claim.contains("-affinity-assistant-")))) {
                lost.add(name);
            }
        }
        return new WorkspaceBindings(bindings, claims, made, lost);
    }

    /** The bindings of the retry; a lost volume that was made from a template is made anew. */
    ArrayNode derived() {
        ArrayNode derived = JsonNodeFactory.instance.arrayNode();
        for (JsonNode element : bindings) {
            ObjectNode binding = (ObjectNode) element.deepCopy();
            String name = binding.path("name").asString("");
            if (isBoundAgain(name)) {
                binding.remove("volumeClaimTemplate");
                binding.putObject("persistentVolumeClaim").put("claimName", claims.getOrDefault(name, ""));
            }
            derived.add(binding);
        }
        return derived;
    }

    List<String> adopted() {
        List<String> adopted = new ArrayList<>();
        madeFromTemplate.stream()
                .filter(this::isBoundAgain)
                .forEach(name -> adopted.add(claims.getOrDefault(name, "")));
        return adopted;
    }

    private boolean isBoundAgain(String name) {
        return madeFromTemplate.contains(name) && !lost.contains(name);
    }

    /** The claim that the latest run used: its own, if it made one, else the one that it was bound to. */
    private static String claimOfLatest(List<RecordedRun> lineage, String workspace) {
        for (int i = lineage.size() - 1; i >= 0; i--) {
            ObjectNode run = lineage.get(i).pipelineRun();
            for (JsonNode binding : run.path("spec").path("workspaces")) {
                if (workspace.equals(binding.path("name").asString(""))) {
                    JsonNode claim = binding.path("persistentVolumeClaim").path("claimName");
                    return claim.isString() ? claim.stringValue() : claimOf(run, binding);
                }
            }
        }
        return "";
    }

    /** Tekton: {@code volumeclaim.GeneratePVCNameFromWorkspaceBinding}. */
    private static String claimOf(ObjectNode run, JsonNode binding) {
        String prefix = binding.path("volumeClaimTemplate")
                .path("metadata")
                .path("name")
                .asString("");
        String identity = binding.path("name").asString("")
                + run.path("metadata").path("uid").asString("");
        return (prefix.isEmpty() ? "pvc" : prefix) + "-"
                + RunName.sha256(identity).substring(0, 10);
    }
}
