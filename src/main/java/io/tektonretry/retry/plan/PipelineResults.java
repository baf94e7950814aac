package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The declared results of a pipeline and their references. */
final class PipelineResults {

    private PipelineResults() {}

    /** References to task results in a pipeline result, in the order of its texts. */
    static List<Reference> references(JsonNode result) {
        List<Reference> references = new ArrayList<>();
        TaskTexts.texts(result.path("value"))
                .forEach(text -> Variables.forEach(text, name -> references.add(Reference.parse(name))));
        return references.stream().filter(Objects::nonNull).toList();
    }

    /**
     * The results that a retry can compute: those that only refer to its own tasks. Tekton allows no literal in place
     * of a reference ({@code validatePipelineResults}).
     */
    static List<ObjectNode> kept(BaseSpec spec, Selection selection) {
        return Fields.objects(spec.definition(), "results").stream()
                .filter(result ->
                        references(result).stream().allMatch(reference -> selection.has(spec.task(reference.task()))))
                .map(result -> selection.graphRuns() ? result : ofTasks(result))
                .toList();
    }

    /** Names of the results that a retry cannot compute. */
    static List<String> dropped(BaseSpec spec, Selection selection) {
        Set<String> kept = kept(spec, selection).stream()
                .map(result -> Fields.text(result, "name"))
                .collect(toSet());
        return Fields.objects(spec.definition(), "results").stream()
                .map(result -> Fields.text(result, "name"))
                .filter(name -> !kept.contains(name))
                .toList();
    }

    /** The same result for a run in which the finally tasks are normal tasks. */
    private static ObjectNode ofTasks(ObjectNode result) {
        return TaskTexts.visitParam(result, (place, text) -> text.replace("$(finally.", "$(tasks."));
    }
}
