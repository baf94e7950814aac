package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.tektonretry.retry.plan.TaskRecord.Cell;
import io.tektonretry.tekton.Incarnation;
import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonKeys;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** One PipelineRun of a lineage, with its children by pipeline task. */
final class Attempt {

    private static final Pattern NUMBERED = Pattern.compile("-(\\d{1,9})$");

    private final ObjectNode run;
    private final boolean gone;
    private final @Nullable String parentUid;
    private final Map<String, List<Child>> children;
    private final List<String> liveTasks;
    private final Set<String> unobserved;
    private final Map<String, JsonNode> skipped;
    private final Set<String> ownTasks;

    private Attempt(
            ObjectNode run,
            boolean gone,
            @Nullable String parentUid,
            Map<String, List<Child>> children,
            List<String> liveTasks,
            Set<String> unobserved) {
        this.run = run;
        this.gone = gone;
        this.parentUid = parentUid;
        this.children = children;
        this.liveTasks = liveTasks;
        this.unobserved = unobserved;
        this.skipped = Fields.list(run.path("status"), "skippedTasks").stream()
                .collect(toMap(task -> Fields.text(task, "name"), task -> task, (a, b) -> a, LinkedHashMap::new));
        this.ownTasks = Stream.of("tasks", "finally")
                .flatMap(section -> Fields.list(ownSpec(run), section).stream())
                .map(task -> Fields.text(task, "name"))
                .collect(toSet());
    }

    static Attempt of(AttemptDocuments recorded) {
        ObjectNode run = recorded.pipelineRun();
        Map<String, String> taskByChild = childReferences(run, "pipelineTaskName");
        Map<String, String> displayNames = childReferences(run, "displayName");
        List<Child> named = recorded.children().stream()
                .map(child -> Child.of(
                        child,
                        recorded.goneUids().contains(uid(child)),
                        displayNames.getOrDefault(Fields.text(child.path("metadata"), "name"), "")))
                .filter(child -> taskByChild.containsKey(child.name()))
                .toList();
        Map<String, Child> byName = new HashMap<>();
        Incarnation.byName(named, Child::name, Child::incarnation)
                .forEach((name, sameName) -> byName.put(name, sameName.get(sameName.size() - 1)));
        Map<String, List<Child>> byTask =
                byName.values().stream().collect(groupingBy(child -> taskByChild.getOrDefault(child.name(), "")));
        byTask.values()
                .forEach(list ->
                        list.sort(Comparator.comparing(Attempt::position).thenComparing(Child::name)));
        Set<String> unobserved = taskByChild.entrySet().stream()
                .filter(child -> !byName.containsKey(child.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        Set<String> live = named.stream()
                .filter(Child::isLive)
                .map(child -> taskByChild.getOrDefault(child.name(), ""))
                .collect(toCollection(TreeSet::new));
        return new Attempt(
                run,
                recorded.goneUids().contains(uid(run)),
                recorded.parentUid(),
                byTask,
                List.copyOf(live),
                unobserved);
    }

    ObjectNode run() {
        return run;
    }

    String uid() {
        return uid(run);
    }

    String name() {
        return Fields.text(run.path("metadata"), "name");
    }

    RunState state() {
        return RunState.of(run);
    }

    /** Tekton's reason; empty when it gave none. */
    String reason() {
        return Optional.ofNullable(state().reason()).orElse("");
    }

    boolean isGone() {
        return gone;
    }

    /** UID of the run whose child this one is; null when there is none. */
    @Nullable
    String parentUid() {
        return parentUid;
    }

    /** Whether some unsuccessful tasks did not run again, so that its success is not that of the whole pipeline. */
    boolean leavesTasks() {
        return run.path("metadata").path("labels").has(TektonKeys.LEFT_TASKS);
    }

    boolean hasChildren() {
        return !children.isEmpty() || !unobserved.isEmpty();
    }

    boolean hasExecuted(String task) {
        return !childrenOf(task).isEmpty() || unobserved.contains(task);
    }

    List<Child> childrenOf(String task) {
        return children.getOrDefault(task, List.of());
    }

    /** Names of the pipeline tasks with an unfinished child, even a superseded one, in alphabetical order. */
    List<String> liveTasks() {
        return liveTasks;
    }

    /** Whether the spec of this run has the task. */
    boolean has(String task) {
        return ownTasks.contains(task) || children.containsKey(task) || skipped.containsKey(task);
    }

    /** What this run alone recorded about a task. */
    TaskRecord record(SpecTask task) {
        List<Child> own = childrenOf(task.name());
        if (unobserved.contains(task.name())) {
            return TaskRecord.unobserved();
        }
        return own.isEmpty()
                ? TaskRecord.notRun(skipped.getOrDefault(task.name(), MissingNode.getInstance()))
                : TaskRecord.run(
                        task,
                        own.stream().map(child -> new Cell(child.name(), child)).toList());
    }

    /** Whether this run has fewer combinations of a matrix than before. */
    boolean runsPartOf(SpecTask task, int combinations) {
        return Fields.list(ownSpec(run), "tasks").stream()
                .filter(own -> task.name().equals(Fields.text(own, "name")))
                .map(own -> own.path("matrix"))
                .anyMatch(matrix ->
                        !matrix.has("params") && Fields.list(matrix, "include").size() < combinations);
    }

    /** Whether this run ran a complete matrix that is not a part of the earlier one: its lists may have changed. */
    boolean runsOtherCombinations(SpecTask task, int earlier, int ran) {
        return !runsPartOf(task, earlier)
                && Fields.list(ownSpec(run), "tasks").stream()
                        .filter(own -> task.name().equals(Fields.text(own, "name")))
                        .anyMatch(own -> MatrixShape.count(own.path("matrix")) == ran);
    }

    /** The spec of a run: as resolved, or as written before that. */
    static JsonNode ownSpec(ObjectNode run) {
        JsonNode resolved = run.path("status").path("pipelineSpec");
        return resolved.isObject() ? resolved : run.path("spec").path("pipelineSpec");
    }

    private static Map<String, String> childReferences(ObjectNode run, String field) {
        return Fields.list(run.path("status"), "childReferences").stream()
                .collect(toMap(child -> Fields.text(child, "name"), child -> Fields.text(child, field), (a, b) -> a));
    }

    /** The names of a matrix's children end with the index of their combination ({@code getNewRunNames}). */
    private static long position(Child child) {
        Matcher number = NUMBERED.matcher(child.name());
        return number.find() ? Long.parseLong(number.group(1)) : -1;
    }

    private static String uid(ObjectNode object) {
        return Fields.text(object.path("metadata"), "uid");
    }
}
