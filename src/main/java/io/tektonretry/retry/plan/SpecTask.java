package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pipeline task of the base spec with all that it says about others, read once.
 *
 * @param name of the task
 * @param definition as it stands in the spec
 * @param isFinally whether it stands under {@code finally}
 * @param reach which of its references Tekton replaces
 * @param uses those references to other tasks, in the order of its texts
 * @param runAfter the tasks it names there
 * @param workspaces the workspaces of the pipeline that it binds, and those that its steps name
 */
record SpecTask(
        String name,
        ObjectNode definition,
        boolean isFinally,
        Reach reach,
        List<Use> uses,
        List<String> runAfter,
        Set<String> workspaces) {

    /**
     * A reference to another task in one of the texts.
     *
     * @param place where it stands
     * @param reference what it refers to
     * @param alone whether it is the whole text
     */
    record Use(Place place, Reference reference, boolean alone) {}

    /**
     * Reads a task.
     *
     * @param bindings the run's binding of each workspace, which may refer to results as well
     */
    static SpecTask of(ObjectNode definition, boolean isFinally, Map<String, ObjectNode> bindings) {
        List<Use> uses = new ArrayList<>();
        Reach reach = Reach.of(definition);
        Set<String> workspaces = boundBy(definition);
        TaskTexts.visit(definition, (place, text) -> {
            Variables.forEach(text, name -> {
                if (place.isEmbedded() && name.startsWith("workspaces.")) {
                    workspaces.add(name.split("\\.", -1)[1]);
                }
            });
            return collect(uses, reach, place, text);
        });
        for (String workspace : workspaces) {
            ObjectNode binding = bindings.get(workspace);
            if (binding != null) {
                TaskTexts.visitBinding(binding, (place, text) -> collect(uses, Reach.OF_BINDINGS, place, text));
            }
        }
        return new SpecTask(
                Fields.text(definition, "name"),
                definition,
                isFinally,
                reach,
                List.copyOf(uses),
                Fields.texts(definition, "runAfter"),
                workspaces);
    }

    boolean isMatrixed() {
        return definition.path("matrix").isObject();
    }

    MatrixShape matrixShape() {
        return MatrixShape.of(definition.path("matrix"));
    }

    boolean ignoresErrors() {
        return "continue".equals(Fields.text(definition, "onError"));
    }

    /** Tasks that must be done before this one ({@code PipelineTask.Deps}). */
    Set<String> parents() {
        Set<String> parents = new LinkedHashSet<>(runAfter);
        parents.addAll(producers());
        return parents;
    }

    /** Tasks whose results this one waits for. */
    Set<String> producers() {
        return uses.stream()
                .filter(use -> use.place().makesDependencies() && use.reference() instanceof Reference.Result)
                .map(use -> use.reference().task())
                .collect(toCollection(LinkedHashSet::new));
    }

    private static String collect(List<Use> uses, Reach reach, Place place, String text) {
        Variables.forEach(text, name -> {
            Reference reference = Reference.parse(name);
            if (reference != null && reach.replaces(place, reference)) {
                uses.add(new Use(place, reference, Variables.isOne(text)));
            }
        });
        return text;
    }

    /** The workspace of the pipeline that a task's binding names; its own name when it names none. */
    static String pipelineWorkspace(ObjectNode binding) {
        String workspace = Fields.text(binding, "workspace");
        return workspace.isEmpty() ? Fields.text(binding, "name") : workspace;
    }

    private static Set<String> boundBy(ObjectNode definition) {
        Set<String> workspaces = new LinkedHashSet<>();
        Fields.objects(definition, "workspaces").forEach(binding -> workspaces.add(pipelineWorkspace(binding)));
        return workspaces;
    }
}
