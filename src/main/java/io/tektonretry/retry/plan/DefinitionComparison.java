package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toCollection;

import io.tektonretry.retry.plan.DefinitionChange.Aspect;
import io.tektonretry.retry.plan.DefinitionChange.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares the definition of a lineage with the current one of its pipeline and Tasks. */
final class DefinitionComparison {

    private final Lineage before;
    private final Lineage after;
    private final CurrentDefinition current;
    private final GivenParams params;
    private final Map<String, ResolvedTask> earlier;
    private final Map<String, ResolvedTask> now;
    private final ObjectNode definition;
    private final String run;

    /**
     * Prepares the comparison.
     *
     * @throws UnusableSpecException when nothing is recorded to compare with
     */
    DefinitionComparison(List<AttemptDocuments> runs, CurrentDefinition current, RetryOptions options) {
        this.before = Lineage.of(runs);
        this.after = Lineage.of(runs, new RenewedDefinition(current.pipeline(), Set.of()));
        this.current = current;
        this.run = before.latestAddress();
        this.earlier = tasks(before, objectOf(before));
        this.definition = objectOf(after);
        this.now = tasks(after, definition);
        this.params = GivenParams.of(after, definition, options.params());
    }

    private static ObjectNode objectOf(Lineage lineage) {
        if (lineage.definition() instanceof ObjectNode object) {
            return object;
        }
        throw new UnusableSpecException("its pipeline was never resolved");
    }

    /** With the current values of the params substituted. */
    private static Map<String, ResolvedTask> tasks(Lineage lineage, ObjectNode definition) {
        Map<String, JsonNode> values =
                GivenParams.of(lineage, definition, Map.of()).before();
        Map<String, ResolvedTask> tasks = new LinkedHashMap<>();
        PipelineDefinition.resolved(lineage.base().run(), definition, values)
                .forEach(task -> tasks.put(Fields.text(task.definition(), "name"), task));
        return tasks;
    }

    /** Why the current definition cannot be used for a retry; null when it can. */
    @Nullable
    Refusal refusal() {
        Refusal unknown = unknownTasks();
        return unknown == null
                ? Stream.of(params.refusalOfDefinition(run), dangling(), unbound())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null)
                : unknown;
    }

    private @Nullable Refusal unknownTasks() {
        Set<String> gone = new TreeSet<>();
        List<String> tasks = new ArrayList<>();
        now.forEach((name, task) -> {
            String referred = DefinitionSource.taskName(task.definition());
            if (!referred.isEmpty() && !current.tasks().containsKey(referred)) {
                gone.add(referred);
                tasks.add(name);
            }
        });
        return tasks.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.DEFINITION_UNKNOWN,
                        "The pipeline of %s refers to Tasks that do not exist: %s; create them again, or use the recorded definition (RECORDED)"
                                .formatted(run, RunPreconditions.names(List.copyOf(gone))),
                        tasks,
                        null);
    }

    /** References to results, or {@code runAfter}, of tasks that the pipeline no longer has. */
    private @Nullable Refusal dangling() {
        Set<String> missing = new TreeSet<>();
        Set<String> readers = new TreeSet<>();
        now.forEach((name, task) -> {
            Set<String> own = new TreeSet<>(Fields.texts(task.definition(), "runAfter"));
            TaskTexts.visit(task.definition(), (place, text) -> {
                if (!place.isEmbedded()) {
                    collect(text, own);
                }
                return text;
            });
            own.removeAll(now.keySet());
            if (!own.isEmpty()) {
                readers.add(name);
                missing.addAll(own);
            }
        });
        Set<String> others = new TreeSet<>();
        Fields.objects(after.base().run().path("spec"), "workspaces")
                .forEach(binding -> TaskTexts.visitBinding(binding, (place, text) -> {
                    collect(text, others);
                    return text;
                }));
        Fields.list(definition, "results")
                .forEach(result ->
                        PipelineResults.references(result).forEach(reference -> others.add(reference.task())));
        others.removeAll(now.keySet());
        missing.addAll(others);
        return missing.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.DEFINITION_UNUSABLE,
                        "The current pipeline of %s has no task %s, which it or the run refers to; fix it, or use the recorded definition (RECORDED)"
                                .formatted(run, RunPreconditions.names(List.copyOf(missing))),
                        List.copyOf(readers),
                        null);
    }

    private static void collect(String text, Set<String> tasks) {
        Variables.forEach(text, name -> {
            Reference reference = Reference.parse(name);
            if (reference != null) {
                tasks.add(reference.task());
            }
        });
    }

    private @Nullable Refusal unbound() {
        Set<String> bound = new TreeSet<>();
        Fields.objects(after.base().run().path("spec"), "workspaces")
                .forEach(binding -> bound.add(Fields.text(binding, "name")));
        List<String> missing = Fields.objects(definition, "workspaces").stream()
                .filter(workspace -> !workspace.path("optional").asBoolean(false))
                .map(workspace -> Fields.text(workspace, "name"))
                .filter(name -> !bound.contains(name))
                .toList();
        return missing.isEmpty()
                ? null
                : Refusal.of(
                        RefusalCode.DEFINITION_UNUSABLE,
                        "The current pipeline of %s requires the workspace %s, which the run does not bind; use the recorded definition (RECORDED), or start the pipeline again"
                                .formatted(run, RunPreconditions.names(missing)));
    }

    /**
     * The changes.
     *
     * @throws UnusableSpecException when Tekton can't run the current definition
     */
    DefinitionChanges changes() {
        BaseSpec was = before.baseSpec();
        BaseSpec is = after.baseSpec();
        TaskRecords records = before.records(was);
        List<DefinitionChange> list = new ArrayList<>();
        Set<String> changed = new LinkedHashSet<>();
        Set<String> notCompared = new LinkedHashSet<>();
        now.forEach((name, task) -> {
            ResolvedTask old = earlier.get(name);
            SpecTask oldTask = was.task(name);
            TaskRecord record = oldTask == null ? null : records.of(oldTask);
            if (old == null || record == null) {
                list.add(new DefinitionChange(name, Kind.ADDED, List.of()));
                changed.add(name);
                return;
            }
            List<Aspect> what = compared(old, task, record);
            if (!what.isEmpty()) {
                list.add(new DefinitionChange(name, Kind.CHANGED, what));
                changed.add(name);
            } else if (record.outcome().isComplete() && refersToOthers(task.definition())) {
                notCompared.add(name);
            }
        });
        earlier.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> list.add(new DefinitionChange(name, Kind.REMOVED, List.of())));
        Set<String> renewed = withAllBehind(is, changed);
        return new DefinitionChanges(
                list,
                changed,
                renewed,
                notCompared,
                current.tasks(),
                new RenewedDefinition(current.pipeline(), renewed));
    }

    private static Set<String> withAllBehind(BaseSpec spec, Set<String> changed) {
        Deque<SpecTask> open =
                changed.stream().map(spec::task).filter(Objects::nonNull).collect(toCollection(ArrayDeque::new));
        Set<String> all = new LinkedHashSet<>(changed);
        while (!open.isEmpty()) {
            spec.childrenOf(open.remove()).stream()
                    .filter(child -> all.add(child.name()))
                    .forEach(open::add);
        }
        return all;
    }

    private List<Aspect> compared(ResolvedTask old, ResolvedTask task, TaskRecord record) {
        List<Aspect> what = new ArrayList<>();
        ObjectNode was = old.definition();
        ObjectNode is = task.definition();
        Aspect executed = executed(was, is, record);
        if (executed != null) {
            what.add(executed);
        }
        addIf(what, Aspect.PARAMS, !byName(was, "params").equals(byName(is, "params")));
        addIf(what, Aspect.MATRIX, !Plain.of(was.path("matrix")).equals(Plain.of(is.path("matrix"))));
        addIf(what, Aspect.WHEN, !Plain.of(was.path("when")).equals(Plain.of(is.path("when"))));
        addIf(what, Aspect.WORKSPACES, !byName(was, "workspaces").equals(byName(is, "workspaces")));
        addIf(
                what,
                Aspect.RUN_AFTER,
                !Set.copyOf(Fields.texts(was, "runAfter")).equals(Set.copyOf(Fields.texts(is, "runAfter"))));
        addIf(what, Aspect.SECTION, old.isFinally() != task.isFinally());
        return what;
    }

    private static void addIf(List<Aspect> what, Aspect aspect, boolean isSo) {
        if (isSo) {
            what.add(aspect);
        }
    }

    private static Map<String, JsonNode> byName(ObjectNode task, String field) {
        Map<String, JsonNode> byName = new TreeMap<>();
        Fields.list(task, field).forEach(element -> byName.put(Fields.text(element, "name"), Plain.of(element)));
        return byName;
    }

    private @Nullable Aspect executed(ObjectNode was, ObjectNode is, TaskRecord record) {
        boolean same = Stream.of("taskRef", "pipelineRef", "pipelineSpec")
                        .allMatch(field -> Plain.of(was.path(field)).equals(Plain.of(is.path(field))))
                && Plain.ofTask(was.path("taskSpec")).equals(Plain.ofTask(is.path("taskSpec")));
        if (!same) {
            return Aspect.TASK;
        }
        ObjectNode spec = current.tasks().get(DefinitionSource.taskName(is));
        return spec == null
                ? null
                : record.cells().stream()
                        .map(cell -> executed(cell.child(), spec))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable Aspect executed(Child child, ObjectNode spec) {
        if (!child.document().path("status").path("taskSpec").isObject()) {
            return child.outcome(false) == Outcome.SUCCEEDED ? Aspect.UNKNOWN : null;
        }
        if (TaskDefinition.hasRun(child.document(), spec)) {
            return null;
        }
        return hasActions(spec) ? Aspect.UNKNOWN : Aspect.TASK;
    }

    /** Whether the task executes something that the service cannot read, or that has no definition in the cluster. */
    private static boolean refersToOthers(ObjectNode task) {
        boolean byName = !DefinitionSource.taskName(task).isEmpty();
        return (task.path("taskRef").isObject() && !byName)
                || task.path("pipelineRef").isObject()
                || hasActions(task.path("taskSpec"));
    }

    /** Whether steps refer to StepActions, which Tekton substitutes. */
    private static boolean hasActions(JsonNode taskSpec) {
        return Fields.list(taskSpec, "steps").stream()
                .anyMatch(step -> step.path("ref").isObject());
    }
}
