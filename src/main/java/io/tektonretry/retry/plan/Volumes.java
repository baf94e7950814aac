package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The PersistentVolumeClaims of a lineage: those that Tekton created from {@code volumeClaimTemplate}s, and those that
 * its author bound.
 *
 * @param claims claims by the name of the workspace
 */
record Volumes(Map<String, Claim> claims) {

    /**
     * The claim of a workspace.
     *
     * @param name name of the claim
     * @param made whether Tekton created it for the lineage
     * @param owned whether a run of the lineage owns it; before it was looked up, whether Tekton created it for the
     * lineage
     * @param lost whether it is certainly gone
     */
    record Claim(String name, boolean made, boolean owned, boolean lost) {}

    private static final Set<String> VOLUMES_OF_ONE_RUN = Set.of("pipelineruns", "isolate-pipelinerun");

    static Volumes of(Lineage lineage, BaseSpec spec, Map<String, ClaimState> states) {
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (ObjectNode binding : Fields.objects(lineage.base().run().path("spec"), "workspaces")) {
            String workspace = Fields.text(binding, "name");
            owner(lineage, workspace)
                    .map(owner -> made(owner, spec, workspace, states))
                    .or(() -> bound(lineage.base(), spec, binding, states))
                    .ifPresent(claim -> claims.put(workspace, claim));
        }
        return new Volumes(claims);
    }

    /** Workspaces whose data is gone. */
    Set<String> lostWorkspaces() {
        return claims.entrySet().stream()
                .filter(claim -> claim.getValue().lost())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Names of all claims, in alphabetical order. */
    List<String> names() {
        return claims.values().stream().map(Claim::name).distinct().sorted().toList();
    }

    /** Names of the claims that the lineage owns and that are not gone. */
    List<String> ownNames() {
        return claims.values().stream()
                .filter(claim -> claim.owned() && !claim.lost())
                .map(Claim::name)
                .distinct()
                .sorted()
                .toList();
    }

    /** Workspaces whose data still exists, as far as known. */
    Set<String> keptWorkspaces() {
        Set<String> kept = new HashSet<>(claims.keySet());
        kept.removeAll(lostWorkspaces());
        return kept;
    }

    /** The latest attempt that created a claim for the workspace. */
    private static Optional<Attempt> owner(Lineage lineage, String workspace) {
        List<Attempt> latestFirst = new ArrayList<>(lineage.attempts());
        Collections.reverse(latestFirst);
        return latestFirst.stream()
                .filter(attempt -> template(attempt, workspace).isObject())
                .findFirst();
    }

    private static JsonNode template(Attempt attempt, String workspace) {
        return Fields.objects(attempt.run().path("spec"), "workspaces").stream()
                .filter(binding -> workspace.equals(Fields.text(binding, "name")))
                .findFirst()
                .map(binding -> binding.path("volumeClaimTemplate"))
                .orElseGet(() -> attempt.run().missingNode());
    }

    private static Claim made(Attempt owner, BaseSpec spec, String workspace, Map<String, ClaimState> states) {
        String name = givenName(owner, spec, workspace).orElseGet(() -> computedName(owner, workspace));
        ClaimState state = states.getOrDefault(name, ClaimState.UNKNOWN);
        return new Claim(name, true, state != ClaimState.PRESENT, isLost(owner, state));
    }

    private static Optional<Claim> bound(
            Attempt root, BaseSpec spec, ObjectNode binding, Map<String, ClaimState> states) {
        String asked = Fields.text(binding.path("persistentVolumeClaim"), "claimName");
        return givenName(root, spec, Fields.text(binding, "name"))
                .or(() -> Optional.of(withParams(asked, root)))
                .filter(name -> !asked.isEmpty() && !name.contains("$("))
                .map(name -> new Claim(
                        name, false, states.get(name) == ClaimState.OWNED, states.get(name) == ClaimState.GONE));
    }

    /** The text after the substitution by {@code ApplyParametersToWorkspaceBindings}. */
    private static String withParams(String text, Attempt run) {
        Map<String, String> params = new HashMap<>();
        Fields.list(run.run().path("spec"), "params")
                .forEach(param -> params.put("params." + Fields.text(param, "name"), Fields.text(param, "value")));
        return Variables.replace(text, params::get);
    }

    private static boolean isLost(Attempt owner, ClaimState state) {
        return switch (state) {
            case OWNED, PRESENT -> false;
            case GONE -> true;
            case UNKNOWN -> isDeletedAtTheEnd(owner.run());
        };
    }

    private static boolean isDeletedAtTheEnd(ObjectNode run) {
        String cleanup = Fields.text(run.path("metadata").path("annotations"), TektonKeys.AUTO_CLEANUP_PVC);
        JsonNode flags = run.path("status").path("provenance").path("featureFlags");
        return "true".equals(cleanup) || VOLUMES_OF_ONE_RUN.contains(Fields.text(flags, "coschedule"));
    }

    private static Optional<String> givenName(Attempt run, BaseSpec spec, String workspace) {
        return spec.tasks().stream()
                .flatMap(task -> boundClaims(run, task, workspace).stream())
                .findFirst();
    }

    /** The claims that the children of a task were given for the workspace. */
    private static List<String> boundClaims(Attempt owner, SpecTask task, String workspace) {
        Set<String> names = Fields.objects(task.definition(), "workspaces").stream()
                .filter(binding -> workspace.equals(SpecTask.pipelineWorkspace(binding)))
                .map(binding -> Fields.text(binding, "name"))
                .collect(Collectors.toSet());
        return owner.childrenOf(task.name()).stream()
                .flatMap(child -> Fields.list(child.document().path("spec"), "workspaces").stream())
                .filter(binding -> names.contains(Fields.text(binding, "name")))
                .map(binding -> Fields.text(binding.path("persistentVolumeClaim"), "claimName"))
                .filter(claim -> !claim.isEmpty())
                .toList();
    }

    /** The name that Tekton generates ({@code getPersistentVolumeClaimNameWithoutAffinityAssistant}). */
    private static String computedName(Attempt owner, String workspace) {
        String name = Fields.text(template(owner, workspace).path("metadata"), "name");
        return (name.isEmpty() ? "pvc" : name) + "-"
                + Hash.of(workspace + owner.uid()).substring(0, 10);
    }
}
