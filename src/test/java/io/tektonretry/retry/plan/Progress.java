package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How far a run has come: children, skipped tasks and results. */
final class Progress {

    private static final String WHEN_FALSE = "When Expressions evaluated to false";

    private final ResolvedRun run;
    private final Map<String, List<ObjectNode>> children = new LinkedHashMap<>();
    private final Map<String, List<ObjectNode>> inputs = new TreeMap<>();
    private final Map<String, ObjectNode> skipped = new LinkedHashMap<>();
    private final Map<String, Map<String, JsonNode>> results = new LinkedHashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private String stopping = "";

    Progress(ResolvedRun run) {
        this.run = run;
    }

    Map<String, List<ObjectNode>> inputs() {
        return inputs;
    }

    Set<String> forgotten() {
        return forgotten;
    }

    boolean isStopping() {
        return !stopping.isEmpty();
    }

    void stop(String reason) {
        stopping = stopping.isEmpty() ? reason : stopping;
    }

    boolean isStartable(String task) {
        return !isDone(task) && References.parents(run.task(task)).stream().allMatch(this::isDone);
    }

    /** Whether every task of the graph has come to an end. */
    boolean isOver() {
        return run.tasks().keySet().stream().allMatch(this::isDone);
    }

    /**
     * Whether a task counts as done that no chain of done tasks leads to, for which Tekton starts nothing
     * ({@code dag.GetCandidateTasks}). A task that fans out over an empty list, and what is behind it, count before their parents are done.
     */
    boolean isOutOfOrder() {
        Set<String> done = new LinkedHashSet<>(run.tasks().keySet());
        Set<String> early = new HashSet<>();
        while (run.tasks().entrySet().stream()
                .filter(task -> !early.contains(task.getKey()) && isSkippedEarly(task.getValue(), early))
                .findFirst()
                .map(task -> early.add(task.getKey()))
                .isPresent()) {}
        done.removeIf(task -> !isDone(task) && !early.contains(task));
        Set<String> reached = new HashSet<>();
        while (done.stream()
                .filter(task -> !reached.contains(task))
                .filter(task -> isReached(run.task(task), reached))
                .findFirst()
                .map(reached::add)
                .isPresent()) {}
        return reached.size() < done.size();
    }

    private boolean isSkippedEarly(ObjectNode task, Set<String> early) {
        boolean fansOut = task.has("matrix");
        return (fansOut && Combinations.hasEmptyList(resolvedNow(task).path("matrix")))
                || isBehindSkipped(task)
                || References.parents(task).stream().anyMatch(early::contains);
    }

    private static boolean isReached(ObjectNode task, Set<String> reached) {
        Collection<String> parents = References.parents(task);
        return parents.isEmpty() || parents.stream().anyMatch(reached::contains);
    }

    boolean isBehindSkipped(ObjectNode task) {
        return References.parents(task).stream()
                .anyMatch(parent -> skipped.containsKey(parent) && !WHEN_FALSE.equals(skipReason(parent)));
    }

    boolean missesResults(ObjectNode task) {
        return References.results(task).stream().anyMatch(this::isMissing);
    }

    boolean missesResultsOfSkipped(ObjectNode task) {
        return References.results(task).stream()
                .anyMatch(result -> isMissing(result) && skipped.containsKey(result.group(1)));
    }

    void skip(String name, String reason) {
        ObjectNode entry = object().put("name", name).put("reason", reason);
        if (WHEN_FALSE.equals(reason)) {
            entry.set("whenExpressions", resolved(run.task(name)).path("when"));
        }
        skipped.put(name, entry);
    }

    /** Once a run is stopping, that is the reason of every task that has not started. */
    void skipTheRest() {
        if (isStopping()) {
            run.tasks().keySet().stream().filter(task -> !isDone(task)).forEach(task -> skip(task, stopping));
            skipped.values().forEach(entry -> entry.put("reason", stopping));
        }
    }

    void conclude(String name, ObjectNode resolved, List<ObjectNode> ended, boolean forgets) {
        children.put(name, ended);
        List<ObjectNode> given = inputs.computeIfAbsent(name, task -> new ArrayList<>());
        ended.forEach(child -> given.add(Inputs.of(resolved, child)));
        given.sort(Comparator.comparing(ObjectNode::toString));
        ended.stream()
                .sorted(Comparator.comparing(
                        child -> child.path("metadata").path("name").stringValue()))
                .forEach(child -> child.path("status").path("results").forEach(result -> write(name, result)));
        if (forgets) {
            forgotten.add(name);
        }
        if (ended.stream().anyMatch(child -> isBad(child) && !resolved.has("onError"))) {
            stop("PipelineRun was stopping");
        }
    }

    /** The task with its results in place once all of them are there. */
    ObjectNode resolvedNow(ObjectNode task) {
        return missesResults(task) ? task : resolved(task);
    }

    /** The task with all that is known of others in place. */
    ObjectNode resolved(ObjectNode task) {
        VariableValues values = new VariableValues();
        results.forEach((name, written) ->
                written.forEach((result, value) -> values.put("tasks." + name + ".results." + result, value)
                        .put("tasks." + name + ".results['" + result + "']", value)));
        run.tasks().forEach((name, other) -> {
            if (other.has("matrix") && children.containsKey(name)) {
                values.put(
                        "tasks." + name + ".matrix.length",
                        String.valueOf(children.get(name).size()));
                values.put(
                        "tasks." + name + ".matrix.text.length",
                        String.valueOf(children.get(name).size()));
            }
            if (run.finallyTasks().containsValue(task)) {
                values.put("tasks." + name + ".status", status(name));
                values.put("tasks." + name + ".reason", reason(name));
            }
        });
        if (run.finallyTasks().containsValue(task)) {
            values.put("tasks.status", aggregate());
        }
        return values.inObject(task);
    }

    /** The reason of a run that came to its end by itself. */
    String reason(Fate.End end) {
        List<ObjectNode> bad = children.entrySet().stream()
                .filter(entry -> !run.task(entry.getKey()).has("onError"))
                .flatMap(entry -> entry.getValue().stream().filter(Progress::isBad))
                .toList();
        if (!bad.isEmpty()) {
            return "Failed";
        }
        return isStopping() && end == Fate.End.STOPPED ? "Cancelled" : skipped.isEmpty() ? "Succeeded" : "Completed";
    }

    AttemptDocuments recorded(ObjectNode condition, boolean listsSkipped) {
        ObjectNode document = run.document().deepCopy();
        ObjectNode status = document.putObject("status");
        status.putArray("conditions").add(condition);
        status.set("pipelineSpec", run.spec());
        ArrayNode references = status.putArray("childReferences");
        children.forEach((task, list) -> list.forEach(child -> references
                .addObject()
                .put("kind", child.path("kind").stringValue())
                .put("name", child.path("metadata").path("name").stringValue())
                .put("pipelineTaskName", task)));
        if (listsSkipped && !skipped.isEmpty()) {
            skipped.values().forEach(status.putArray("skippedTasks")::add);
        }
        Stream<ObjectNode> all = children.values().stream().flatMap(List::stream);
        return new AttemptDocuments(document, all.toList(), Set.of());
    }

    private void write(String task, JsonNode result) {
        String name = result.path("name").stringValue();
        Map<String, JsonNode> written = results.computeIfAbsent(task, missing -> new LinkedHashMap<>());
        if (run.task(task).has("matrix")) {
            ((ArrayNode) written.computeIfAbsent(name, missing -> object().arrayNode())).add(result.path("value"));
        } else {
            written.put(name, result.path("value"));
        }
    }

    private boolean isMissing(MatchResult reference) {
        JsonNode value = results.getOrDefault(reference.group(1), Map.of()).get(reference.group(2));
        String index = reference.group(4);
        return value == null || (index != null && !"*".equals(index) && !value.has(Integer.parseInt(index)));
    }

    private boolean isDone(String task) {
        return children.containsKey(task) || skipped.containsKey(task);
    }

    private String skipReason(String task) {
        return skipped.get(task).path("reason").stringValue();
    }

    private String status(String task) {
        List<ObjectNode> own = children.getOrDefault(task, List.of());
        return own.isEmpty() ? "None" : own.stream().anyMatch(Progress::isBad) ? "Failed" : "Succeeded";
    }

    private String reason(String task) {
        List<ObjectNode> own = children.getOrDefault(task, List.of());
        return own.stream()
                .filter(Progress::isBad)
                .findFirst()
                .or(() -> own.stream().findFirst())
                .map(child -> condition(child).path("reason").stringValue())
                .orElse("");
    }

    private String aggregate() {
        if (run.tasks().keySet().stream().map(this::status).anyMatch("Failed"::equals)) {
            return "Failed";
        }
        return run.tasks().keySet().stream().anyMatch(skipped::containsKey) ? "Completed" : "Succeeded";
    }

    private static boolean isBad(ObjectNode child) {
        return "False".equals(condition(child).path("status").stringValue());
    }

    private static JsonNode condition(ObjectNode child) {
        return child.path("status").path("conditions").path(0);
    }
}
