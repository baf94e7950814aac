package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Executes PipelineRuns by the rules by which Tekton starts, skips and ends tasks. */
final class SmallController {

    /**
     * What came of a run.
     *
     * @param recorded the run and its children at the end
     * @param inputs what each execution of a task was given, by the name of the task
     * @param forgotten tasks that succeeded without writing their results
     * @param hangs whether it would never have come to an end
     */
    record Execution(
            AttemptDocuments recorded, Map<String, List<ObjectNode>> inputs, Set<String> forgotten, boolean hangs) {}

    private static final String WHEN_FALSE = "When Expressions evaluated to false";

    private final GeneratedPipeline pipeline;
    private final Fate fate;
    private final ResolvedRun run;
    private final Progress progress;
    private final Set<String> running = new LinkedHashSet<>();
    private boolean ended;
    private boolean invalid;
    private int finished;

    private SmallController(GeneratedPipeline pipeline, ObjectNode pipelineRun, Fate fate) {
        this.pipeline = pipeline;
        this.fate = fate;
        this.run = ResolvedRun.of(pipelineRun, pipeline.spec());
        this.progress = new Progress(run);
    }

    static Execution execute(GeneratedPipeline pipeline, ObjectNode pipelineRun, Fate fate) {
        return new SmallController(pipeline, pipelineRun, fate).execute();
    }

    private Execution execute() {
        start();
        while (!ended && !running.isEmpty()) {
            if (fate.endsRunAt(finished++)) {
                end();
            }
            if (!ended) {
                finish(fate.draw().from(List.copyOf(running)));
            }
            start();
        }
        List.copyOf(running).forEach(this::finish);
        if (!ended) {
            progress.skipTheRest();
            run.finallyTasks().keySet().forEach(this::runFinally);
        }
        boolean hangs = !ended && !progress.isOver();
        boolean listsSkipped = !ended;
        return new Execution(
                progress.recorded(condition(), listsSkipped), progress.inputs(), progress.forgotten(), hangs);
    }

    private void end() {
        switch (fate.end()) {
            case STOPPED -> progress.stop("PipelineRun was gracefully stopped");
            case CANCELLED, TIMED_OUT -> {
                ended = true;
                running.forEach(task -> conclude(task, true));
                running.clear();
            }
            case NOTHING -> {}
        }
    }

    private void start() {
        boolean moved = true;
        while (moved && !ended && !progress.isStopping() && !progress.isOutOfOrder()) {
            moved = false;
            for (Map.Entry<String, ObjectNode> task : run.tasks().entrySet()) {
                if (!running.contains(task.getKey()) && progress.isStartable(task.getKey())) {
                    startOrSkip(task.getKey(), task.getValue());
                    moved = true;
                }
            }
        }
    }

    private void startOrSkip(String name, ObjectNode task) {
        if (Whens.isFalse(progress.resolvedNow(task).path("when"))) {
            progress.skip(name, WHEN_FALSE);
        } else if (progress.isBehindSkipped(task)) {
            progress.skip(name, "Parent Tasks were skipped");
        } else if (progress.missesResults(task)) {
            if (task.has("onError") || progress.missesResultsOfSkipped(task)) {
                progress.skip(name, "Results were missing");
            } else {
                invalid = true;
                ended = true;
            }
        } else if (!skipForItself(name, task)) {
            running.add(name);
        }
    }

    private boolean skipForItself(String name, ObjectNode task) {
        ObjectNode resolved = progress.resolved(task);
        if (Whens.isFalse(resolved.path("when"))) {
            progress.skip(name, WHEN_FALSE);
            return true;
        }
        if (task.has("matrix") && Combinations.hasEmptyList(resolved.path("matrix"))) {
            progress.skip(name, "Matrix Parameters have an empty array");
            return true;
        }
        return false;
    }

    private void runFinally(String name) {
        ObjectNode task = run.finallyTasks().get(name);
        if (progress.missesResults(task)) {
            progress.skip(name, "Results were missing");
        } else if (!skipForItself(name, task)) {
            conclude(name, false);
        }
    }

    private void finish(String name) {
        running.remove(name);
        conclude(name, false);
    }

    private void conclude(String name, boolean cut) {
        ObjectNode resolved = progress.resolved(run.task(name));
        List<Map<String, JsonNode>> combinations =
                resolved.has("matrix") ? Combinations.of(resolved.path("matrix")) : List.of(Map.of());
        boolean forgets = !resolved.has("matrix") && fate.forgets(name);
        List<ObjectNode> children = new ArrayList<>();
        for (int i = 0; i < combinations.size(); i++) {
            Children.Ending ending = ending(name, cut);
            Map<String, JsonNode> written =
                    forgets || !ending.writes() ? Map.of() : pipeline.results().getOrDefault(name, Map.of());
            String suffix = combinations.size() == 1 ? "" : "-" + i;
            children.add(Children.child(run, resolved, combinations.get(i), suffix, ending, written));
        }
        progress.conclude(name, resolved, children, forgets);
    }

    private Children.Ending ending(String name, boolean cut) {
        if (cut && fate.draw().chance(80)) {
            return fate.end() == Fate.End.TIMED_OUT ? Children.Ending.TIMED_OUT : Children.Ending.CANCELLED;
        }
        if (pipeline.ignored().contains(name)) {
            return Children.Ending.IGNORED;
        }
        boolean canFail = !run.task(name).has("onError");
        return canFail && fate.fails() ? Children.Ending.FAILED : Children.Ending.SUCCEEDED;
    }

    private ObjectNode condition() {
        ObjectNode condition = object().put("type", "Succeeded");
        String reason = invalid ? "PipelineValidationFailed" : ended ? ofEnd() : progress.reason(fate.end());
        boolean good = "Succeeded".equals(reason) || "Completed".equals(reason);
        return condition.put("status", good ? "True" : "False").put("reason", reason);
    }

    private String ofEnd() {
        return fate.end() == Fate.End.TIMED_OUT ? "PipelineRunTimeout" : "Cancelled";
    }

    static Map<String, ObjectNode> byName(JsonNode tasks) {
        Map<String, ObjectNode> byName = new LinkedHashMap<>();
        tasks.forEach(task -> byName.put(task.path("name").stringValue(), (ObjectNode) task));
        return byName;
    }
}
