package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The PipelineRun that runs what is left of a pipeline. */
final class DerivedRun {

    private final RetryRequest request;
    private final ObjectNode root;
    private final BasePipeline base;
    private final LineageRecords records;
    private final TaskDecisions decisions;
    private final WorkspaceBindings workspaces;
    private final Injection injection;
    private final TaskRewriter rewriter;
    private final Map<String, List<Integer>> parts = new HashMap<>();

    DerivedRun(
            RetryRequest request,
            BasePipeline base,
            LineageRecords records,
            RecordedValues values,
            TaskDecisions decisions,
            WorkspaceBindings workspaces) {
        this.request = request;
        this.root = request.lineage().get(0).pipelineRun();
        this.base = base;
        this.records = records;
        this.decisions = decisions;
        this.workspaces = workspaces;
        this.injection = new Injection(values, root, base.spec());
        this.rewriter = new TaskRewriter(base, records, values, decisions, injection);
        Set<TaskVariable> injected = new LinkedHashSet<>();
        for (PipelineTask task : base.tasks().values()) {
            if (decisions.keeps(base, task)) {
                injected.addAll(rewriter.injectedInto(task));
                parts.put(task.name(), FanOut.part(task, base, records.of(task.name()), decisions, request.options()));
            }
        }
        injection.take(base, injected);
    }

    List<Integer> combinations(PipelineTask task) {
        return parts.getOrDefault(task.name(), List.of());
    }

    List<String> injectedInto(PipelineTask task) {
        return decisions.keeps(base, task) ? List.copyOf(injection.namesOf(rewriter.injectedInto(task))) : List.of();
    }

    boolean canBeReferred() {
        return !injection.holdsVariables();
    }

    ObjectNode pipelineRun() {
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        run.set("metadata", RunMetadata.of(request));
        run.set("spec", runSpec());
        return run;
    }

    private ObjectNode runSpec() {
        ObjectNode spec = ((ObjectNode) root.path("spec")).deepCopy();
        spec.remove(List.of("pipelineRef", "pipelineSpec", "status"));
        if (!injection.isEmpty()) {
            ArrayNode params = Injection.appendable(spec.path("params"));
            injection.appendValues(params);
            spec.set("params", params);
        }
        if (spec.has("workspaces")) {
            spec.set("workspaces", workspaces.derived());
        }
        if (spec.path("taskRunSpecs") instanceof ArrayNode taskRunSpecs) {
            taskRunSpecs.removeIf(
                    entry -> rewriter.isRemoved(entry.path("pipelineTaskName").asString("")));
            if (taskRunSpecs.isEmpty()) {
                spec.remove("taskRunSpecs");
            }
        }
        Timeouts.apply(spec, !decisions.graphRuns(base), request.options());
        spec.set("pipelineSpec", pipelineSpec());
        return spec;
    }

    private ObjectNode pipelineSpec() {
        ObjectNode spec = base.spec().deepCopy();
        boolean finallyMoves = !decisions.graphRuns(base);
        if (!injection.isEmpty()) {
            ArrayNode params = Injection.appendable(spec.path("params"));
            injection.appendDeclarations(params);
            spec.set("params", params);
        }
        spec.remove(List.of("tasks", "finally"));
        spec.set("tasks", tasks(finallyMoves ? base.finallyTasks() : base.dagTasks()));
        ArrayNode after = finallyMoves ? JsonNodeFactory.instance.arrayNode() : tasks(base.finallyTasks());
        if (!after.isEmpty()) {
            spec.set("finally", after);
        }
        if (spec.path("results") instanceof ArrayNode results) {
            keepResults(results, finallyMoves);
            if (results.isEmpty()) {
                spec.remove("results");
            }
        }
        return spec;
    }

    private ArrayNode tasks(List<PipelineTask> tasks) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (PipelineTask task : tasks) {
            if (decisions.keeps(base, task)) {
                ObjectNode spec = rewriter.rewrite(task);
                List<Integer> part = combinations(task);
                if (!part.isEmpty()) {
                    FanOut.restrict(spec, task, records.of(task.name()), part);
                }
                kept.add(spec);
            }
        }
        return kept;
    }

    /** A result that needs a removed task can't be expressed; the webhook refuses a literal in its place. */
    private void keepResults(ArrayNode results, boolean finallyMoves) {
        results.removeIf(result -> refersToRemoved(result.path("value")));
        if (finallyMoves) {
            for (JsonNode result : results) {
                if (result instanceof ObjectNode kept) {
                    kept.set("value", Injection.movedToTasks(kept.path("value")));
                }
            }
        }
    }

    private boolean refersToRemoved(JsonNode value) {
        boolean[] removed = {false};
        Variables.forEach(
                value.toString(),
                expression -> removed[0] |= TaskVariable.parse(expression)
                        .map(TaskVariable::task)
                        .filter(task ->
                                rewriter.isRemoved(task) || !base.tasks().containsKey(task))
                        .isPresent());
        return removed[0];
    }
}
