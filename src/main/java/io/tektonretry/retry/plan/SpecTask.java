package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pipeline task of the base spec with its references to others, parsed once.
 *
 * @param position position in the spec
 * @param name name of the task
 * @param definition definition in the spec, with the identity of the run substituted
 * @param isFinally whether it is a finally task
 * @param reach which of its references Tekton replaces
 * @param uses those references to other tasks of the spec, in the order of its texts
 * @param runAfter names in {@code runAfter}
 * @param workspaces the pipeline workspaces that it binds, and those that its steps name
 * @param handsOnItsRun whether it passes the name or UID of its run to something that may take it for the run itself
 * @param ownIdentity whether it gets the name and UID of the retry instead of the root's
 */
record SpecTask(
        int position,
        String name,
        ObjectNode definition,
        boolean isFinally,
        SubstitutionScope reach,
        List<Use> uses,
        List<String> runAfter,
        Set<String> workspaces,
        boolean handsOnItsRun,
        boolean ownIdentity) {

    /** A git commit, or the digest of a bundle. */
    private static final Pattern DIGEST = Pattern.compile("\\b([0-9a-f]{40}|[0-9a-f]{64})\\b");

    /**
     * A reference to another task in one of the texts.
     *
     * @param place where it is
     * @param reference what it refers to
     * @param alone whether it is the whole text
     * @param producer position of the referenced task
     */
    record Use(SubstitutionSite place, Reference reference, boolean alone, int producer) {

        /** Whether the task waits for the referenced one. */
        boolean isDependency() {
            return place.makesDependencies() && reference instanceof Reference.Result;
        }
    }

    /**
     * Parses a task, and substitutes the identity of the run in its texts.
     *
     * @param positions positions of all tasks of the spec, by name
     * @param bindings the run's binding of each workspace, which may refer to results as well
     */
    static SpecTask of(
            ObjectNode written,
            int position,
            boolean isFinally,
            Map<String, Integer> positions,
            Map<String, ObjectNode> bindings,
            Identity identity) {
        List<Use> mentioned = new ArrayList<>();
        Set<String> workspaces = boundBy(written);
        String name = Fields.text(written, "name");
        boolean[] handsOnItsRun = {false};
        ObjectNode definition = TaskTexts.visit(written, (place, text) -> {
            handsOnItsRun[0] |= identity.isHandedOn(place, text);
            String frozen = identity.inTask(name, text);
            if (place.isEmbedded()) {
                Variables.forEach(frozen, variable -> collectWorkspace(workspaces, variable));
            }
            collect(mentioned, positions, place, frozen);
            return frozen;
        });
        SubstitutionScope reach = SubstitutionScope.of(definition, mentioned);
        mentioned.removeIf(use -> !reach.replaces(use));
        mentioned.addAll(inBindings(workspaces, bindings, positions));
        return new SpecTask(
                position,
                name,
                definition,
                isFinally,
                reach,
                List.copyOf(mentioned),
                Fields.texts(definition, "runAfter"),
                workspaces,
                handsOnItsRun[0],
                identity.isOwn(name));
    }

    /** Tasks are hashed very often, and a definition may be as long as a whole object. */
    @Override
    public int hashCode() {
        return position;
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

    /** Whether a resolver resolves its definition again by a name that may by then mean another one. */
    boolean isResolvedAnew() {
        return Stream.of("taskRef", "pipelineRef")
                .map(definition::path)
                .filter(reference -> reference.has("resolver"))
                .anyMatch(reference -> Fields.list(reference, "params").stream()
                        .noneMatch(param ->
                                DIGEST.matcher(Fields.text(param, "value")).find()));
    }

    /**
     * References to tasks that must be done before this one, like those in {@code runAfter} ({@code
     * PipelineTask.Deps}).
     */
    Stream<Use> dependencies() {
        return uses.stream().filter(Use::isDependency);
    }

    private static List<Use> inBindings(
            Set<String> workspaces, Map<String, ObjectNode> bindings, Map<String, Integer> positions) {
        List<Use> mentioned = new ArrayList<>();
        for (String workspace : workspaces) {
            ObjectNode binding = bindings.get(workspace);
            if (binding != null) {
                TaskTexts.visitBinding(binding, (place, text) -> {
                    collect(mentioned, positions, place, text);
                    return text;
                });
            }
        }
        mentioned.removeIf(use -> !SubstitutionScope.OF_BINDINGS.replaces(use));
        return mentioned;
    }

    private static void collectWorkspace(Set<String> workspaces, String variable) {
        if (variable.startsWith("workspaces.")) {
            workspaces.add(variable.split("\\.", -1)[1]);
        }
    }

    private static void collect(
            List<Use> mentioned, Map<String, Integer> positions, SubstitutionSite place, String text) {
        boolean alone = Variables.isOne(text);
        Variables.forEach(text, name -> {
            Reference reference = Reference.parse(name);
            Integer producer = reference == null ? null : positions.get(reference.task());
            if (reference != null && producer != null) {
                mentioned.add(new Use(place, reference, alone, producer));
            }
        });
    }

    /** The pipeline workspace that a task's binding names; the binding's own name when it names none. */
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
