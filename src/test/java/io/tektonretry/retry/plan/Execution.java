package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.PipelineRunWebhook;
import io.tektonretry.cluster.tekton.StepwiseRun;
import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a run that a simulated Tekton executed.
 *
 * @param recorded the run and its children at the end
 * @param inputs what each execution of a task was given, by the name of the task
 * @param forgotten tasks that succeeded without writing their results
 * @param hangs whether it ended only because its time was up
 */
record Execution(
        AttemptDocuments recorded, Map<String, List<ObjectNode>> inputs, Set<String> forgotten, boolean hangs) {

    static Execution of(GeneratedPipeline pipeline, ObjectNode pipelineRun, Fate fate) {
        ObjectNode admitted = pipelineRun.deepCopy();
        assertThat(new PipelineRunWebhook().objections(admitted)).isEmpty();
        return new Executing(pipeline, admitted, fate).untilTheEnd();
    }

    /** A run under way. */
    private static final class Executing {

        private final GeneratedPipeline pipeline;
        private final Fate fate;
        private final StepwiseRun run;
        private final Set<String> forgotten = new HashSet<>();
        private boolean disturbed;
        private boolean hangs;
        private int ended;

        Executing(GeneratedPipeline pipeline, ObjectNode pipelineRun, Fate fate) {
            this.pipeline = pipeline;
            this.fate = fate;
            this.run = StepwiseRun.start(pipelineRun, pipeline.definitions());
        }

        Execution untilTheEnd() {
            while (!run.isDone()) {
                if (!disturbed && fate.endsRunAt(ended++)) {
                    disturb();
                }
                if (!run.isDone()) {
                    goOn();
                }
            }
            run.running().forEach(child -> end(child, fate.draw().chance(80) ? "Cancelled" : outcome(child)));
            return new Execution(new AttemptDocuments(run.run(), run.children(), Set.of()), inputs(), forgotten, hangs);
        }

        private void disturb() {
            disturbed = true;
            switch (fate.end()) {
                case STOPPED -> run.ask("StoppedRunFinally");
                case CANCELLED -> run.ask("Cancelled");
                case TIMED_OUT -> run.timeOut();
                case NOTHING -> {}
            }
        }

        private void goOn() {
            List<ObjectNode> running = run.running();
            if (running.isEmpty()) {
                hangs = true;
                run.timeOut();
            } else {
                ObjectNode child = fate.draw().from(running);
                end(child, outcome(child));
            }
        }

        private String outcome(ObjectNode child) {
            String task = task(child);
            boolean fails =
                    pipeline.ignored().contains(task) || (!definition(task).has("onError") && fate.fails());
            return fails ? "Failed" : "Succeeded";
        }

        private void end(ObjectNode child, String outcome) {
            String task = task(child);
            ObjectNode written = object();
            boolean writes = outcome.equals("Succeeded")
                    || (outcome.equals("Failed") && pipeline.ignored().contains(task));
            if (writes && !definition(task).has("matrix") && fate.forgets(task)) {
                forgotten.add(task);
            } else if (writes) {
                forgotten.remove(task);
                pipeline.results().getOrDefault(task, Map.of()).forEach(written::set);
            }
            run.end(child, outcome, written);
        }

        private JsonNode definition(String task) {
            JsonNode spec = run.run().path("status").path("pipelineSpec");
            return GeneratedPipeline.task(spec, task);
        }

        private Map<String, List<ObjectNode>> inputs() {
            Map<String, JsonNode> references = new HashMap<>();
            run.run()
                    .path("status")
                    .path("childReferences")
                    .forEach(reference -> references.put(reference.path("name").stringValue(), reference));
            Set<String> last =
                    GeneratedPipeline.byName(pipeline.spec().path("finally")).keySet();
            Map<String, List<ObjectNode>> inputs = new TreeMap<>();
            for (ObjectNode child : run.children()) {
                String name = child.path("metadata").path("name").stringValue();
                String task = task(child);
                inputs.computeIfAbsent(task, missing -> new ArrayList<>())
                        .add(Inputs.of(
                                child, definition(task), last.contains(task), references.getOrDefault(name, object())));
            }
            inputs.values().forEach(given -> given.sort(Comparator.comparing(ObjectNode::toString)));
            return inputs;
        }

        private static String task(ObjectNode child) {
            return child.path("metadata")
                    .path("labels")
                    .path(TektonKeys.PIPELINE_TASK)
                    .stringValue();
        }
    }
}
