package io.tektonretry.cluster.tekton;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A PipelineRun that is executed in memory: the caller says when and how each attempt of a task ends, the rest follows Tekton's rules. */
public final class StepwiseRun {

    private final MemoryApi api = new MemoryApi();
    private final PipelineRunController pipelineRuns = new PipelineRunController(api);
    private final ChildController attempts = new ChildController(api);
    private final String namespace;
    private final String name;

    private StepwiseRun(ObjectNode run) {
        this.namespace = run.at("/metadata/namespace").asString();
        this.name = run.at("/metadata/name").asString();
    }

    /**
     * Starts a run.
     *
     * @param run without a status
     * @param definitions the Pipeline and Tasks that it refers to
     */
    public static StepwiseRun start(ObjectNode run, List<ObjectNode> definitions) {
        StepwiseRun started = new StepwiseRun(run);
        definitions.forEach(definition -> started.api.create(definition.deepCopy()));
        started.api.create(run.deepCopy());
        started.goOn();
        return started;
    }

    public ObjectNode run() {
        return api.get("PipelineRun", namespace, name).orElseThrow();
    }

    public boolean isDone() {
        return Conditions.isDone(run());
    }

    public List<ObjectNode> children() {
        return Stream.of("TaskRun", "CustomRun")
                .flatMap(kind -> api.items(kind, namespace, "").stream())
                .toList();
    }

    /** The children that have not ended. */
    public List<ObjectNode> running() {
        return children().stream().filter(child -> !Conditions.isDone(child)).toList();
    }

    /**
     * Ends an attempt.
     *
     * @param outcome as in the annotations of a simulated run: {@code Succeeded}, {@code Failed}, {@code Cancelled}
     * @param results what it writes, by name
     */
    public void end(ObjectNode child, String outcome, JsonNode results) {
        attempts.end(child, outcome, results);
        goOn();
    }

    /**
     * Asks the run to end.
     *
     * @param how the value of {@code spec.status}
     */
    public void ask(String how) {
        run().withObject("/spec").put("status", how);
        goOn();
    }

    /** The time of the run is up. */
    public void timeOut() {
        pipelineRuns.timeOut(run());
    }

    private void goOn() {
        pipelineRuns.reconcile(run());
        if (!isDone()) {
            children().stream()
                    .filter(child -> !child.path("status").has("startTime"))
                    .forEach(attempts::reconcile);
        }
    }
}
