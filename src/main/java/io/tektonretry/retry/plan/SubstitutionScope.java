package io.tektonretry.retry.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which references of a task Tekton replaces. All others are literal text for the task, so a retry must keep them.
 *
 * @param resolved results that Tekton looks up for the task: those written with dots in a place that it searches
 * ({@code PipelineTaskResultRefs}); only these are replaced in other places and notations ({@code ApplyTaskResults})
 * @param counted matrix lengths that it looks up ({@code ApplyPipelineTaskContexts})
 */
record SubstitutionScope(Set<Reference.Result> resolved, Set<Reference> counted) {

    /** What is replaced in a workspace binding ({@code ApplyResultsToWorkspaceBindings}). */
    static final SubstitutionScope OF_BINDINGS = new SubstitutionScope(Set.of(), Set.of());

    /**
     * The scope of a task.
     *
     * @param mentioned all references in its texts
     */
    static SubstitutionScope of(ObjectNode task, List<SpecTask.Use> mentioned) {
        Set<Reference.Result> resolved = new HashSet<>();
        for (SpecTask.Use use : mentioned) {
            if (use.place().makesDependencies()
                    && use.reference() instanceof Reference.Result result
                    && result.dotted()) {
                resolved.add(result.whole());
            }
        }
        Set<Reference> counted = new HashSet<>();
        if (mentioned.stream().anyMatch(use -> isNumber(use.reference()))) {
            Fields.list(task, "params").forEach(param -> count(param.path("value"), counted));
        }
        return new SubstitutionScope(resolved, counted);
    }

    boolean replaces(SpecTask.Use use) {
        return replaces(use.place(), use.reference());
    }

    boolean replaces(SubstitutionSite place, Reference reference) {
        if (reference instanceof Reference.Result result) {
            return place.takesDottedOnly()
                    ? result.dotted()
                    : (result.dotted() && place.makesDependencies()) || resolved.contains(result.whole());
        }
        if (reference instanceof Reference.ArtifactsOf) {
            return place.isEmbedded();
        }
        if (reference instanceof Reference.Status || reference instanceof Reference.Reason) {
            return place.takesStates();
        }
        return counted.contains(reference) && place.takesNumbers();
    }

    private static boolean isNumber(Reference reference) {
        return reference instanceof Reference.Combinations || reference instanceof Reference.ResultCount;
    }

    /** Tekton uses the first length in each param, and the number of combinations of that task. */
    private static void count(JsonNode value, Set<Reference> counted) {
        Set<Reference> found = new HashSet<>();
        TaskTexts.texts(value)
                .forEach(text -> Variables.forEach(text, name -> {
                    Reference reference = found.isEmpty() ? Reference.parse(name) : null;
                    if (reference != null && isNumber(reference)) {
                        found.add(reference);
                        found.add(new Reference.Combinations(reference.task()));
                    }
                }));
        counted.addAll(found);
    }
}
