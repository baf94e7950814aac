package io.tektonretry.demo;

import io.tektonretry.demo.Timeline.Slot;
import io.tektonretry.demo.WrittenRun.FailedStep;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the objects of runs that have ended, as Tekton leaves them. */
final class RunWriter {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final AtomicLong version;

    /**
     * Begins after a resourceVersion.
     *
     * @param last the newest one of the cluster
     */
    RunWriter(long last) {
        this.version = new AtomicLong(last);
    }

    /** The newest resourceVersion that was given. */
    long version() {
        return version.get();
    }

    /** The first run of a sketch. */
    WrittenRun root(Sketch sketch) {
        Random random = new Random(seed(sketch.pipeline().name() + sketch.at()));
        String name = sketch.pipeline().name() + "-" + RunNames.suffix(random);
        ObjectNode run = RunMetadata.root(sketch, name, uid(name + sketch.at()));
        ((ObjectNode) run.path("metadata").path("annotations")).setAll(RunScript.of(sketch, random));
        ObjectNode spec = run.putObject("spec");
        spec.putArray("params")
                .addObject()
                .put("name", "revision")
                .put("value", sketch.source().revision());
        if (sketch.pipeline().isInline()) {
            spec.set("pipelineSpec", sketch.pipeline().spec());
        } else {
            spec.putObject("pipelineRef").put("name", sketch.pipeline().name());
        }
        return new Writing(
                        sketch,
                        run,
                        sketch.pipeline().tasks(),
                        sketch.pipeline().spec(),
                        random,
                        Map.of(),
                        Set.of())
                .written(sketch.failures(), sketch.cancelledAt());
    }

    /** The next retry of a lineage. */
    WrittenRun retry(Sketch sketch, WrittenRun before, ObjectNode run, Sketch.Again again) {
        List<DemoTask> left = sketch.pipeline().tasks().stream()
                .filter(task -> !before.succeeded().contains(task.name()) || task.isFinally())
                .toList();
        ObjectNode pipelineSpec = sketch.pipeline().spec(left, before.results());
        ObjectNode spec = run.putObject("spec");
        spec.putArray("params")
                .addObject()
                .put("name", "revision")
                .put("value", sketch.source().revision());
        spec.set("pipelineSpec", pipelineSpec.deepCopy());
        Random random = new Random(seed(run.path("metadata").path("uid").asString()));
        return new Writing(sketch, run, left, pipelineSpec, random, before.results(), before.succeeded())
                .written(again.failures(), null);
    }

    static UUID uid(String text) {
        return UUID.nameUUIDFromBytes(("demo " + text).getBytes(StandardCharsets.UTF_8));
    }

    static long seed(String text) {
        return uid(text).getMostSignificantBits();
    }

    private String nextVersion() {
        return Long.toString(version.incrementAndGet());
    }

    /** The writing of one run. */
    private final class Writing {

        private final Sketch sketch;
        private final ObjectNode run;
        private final List<DemoTask> tasks;
        private final ObjectNode pipelineSpec;
        private final Random random;
        private final Map<String, String> results;
        private final Set<String> succeeded;
        private final List<ObjectNode> children = new ArrayList<>();
        private final List<ObjectNode> pods = new ArrayList<>();
        private final List<FailedStep> logs = new ArrayList<>();

        Writing(
                Sketch sketch,
                ObjectNode run,
                List<DemoTask> tasks,
                ObjectNode pipelineSpec,
                Random random,
                Map<String, String> results,
                Set<String> succeeded) {
            this.sketch = sketch;
            this.run = run;
            this.tasks = tasks;
            this.pipelineSpec = pipelineSpec;
            this.random = random;
            this.results = new LinkedHashMap<>(results);
            this.succeeded = new HashSet<>(succeeded);
        }

        WrittenRun written(Map<String, Cause> failures, @Nullable Instant cancelledAt) {
            Instant at =
                    Instant.parse(run.path("metadata").path("creationTimestamp").asString());
            Timeline timeline = Timeline.of(tasks, failures, at, cancelledAt, random);
            Set<String> failed = new HashSet<>();
            for (Slot slot : timeline.slots()) {
                if (slot.cause() != null) {
                    failed.add(slot.task().name());
                }
            }
            timeline.slots().forEach(this::child);
            timeline.slots().stream()
                    .map(slot -> slot.task().name())
                    .filter(task -> !failed.contains(task))
                    .forEach(succeeded::add);
            run.set("status", status(timeline, failed, at.toString(), cancelledAt != null));
            ((ObjectNode) run.path("metadata")).put("resourceVersion", nextVersion());
            return new WrittenRun(
                    run, children, pods, logs, Map.copyOf(results), Set.copyOf(succeeded), timeline.end());
        }

        private void child(Slot slot) {
            Map<String, String> produced = new LinkedHashMap<>();
            if (slot.cause() == null) {
                ResultTemplate template = new ResultTemplate(random, sketch.source(), sketch.at());
                slot.task().results().forEach((name, text) -> produced.put(name, template.filled(text)));
                produced.forEach((name, value) -> results.put(slot.key() + "." + name, value));
            }
            ChildWriter writer = new ChildWriter(run, slot, random);
            ArrayNode params = JSON.createArrayNode();
            if (slot.task().isMatrix()) {
                params.addObject()
                        .put("name", slot.task().over())
                        .put("value", slot.task().values().get(slot.combination()));
            }
            slot.task().params(results).forEach(params::add);
            boolean recovered = sketch.recovered().contains(slot.key());
            ObjectNode child = (ObjectNode) JSON.readTree(writer.child(params, produced, recovered)
                    .toString()
                    .replace("$(params.revision)", sketch.source().revision()));
            ((ObjectNode) child.path("metadata")).put("resourceVersion", nextVersion());
            children.add(child);
            if (!slot.task().isCustom()) {
                for (ObjectNode pod : writer.pods(child)) {
                    ((ObjectNode) pod.path("metadata")).put("resourceVersion", nextVersion());
                    pods.add(pod);
                }
                logs.addAll(writer.logs(child));
            }
        }

        private ObjectNode status(Timeline timeline, Set<String> failed, String start, boolean cancelled) {
            ObjectNode status = JSON.createObjectNode();
            ArrayNode references = status.putArray("childReferences");
            for (int i = 0; i < children.size(); i++) {
                ObjectNode child = children.get(i);
                references
                        .addObject()
                        .put("apiVersion", child.path("apiVersion").asString())
                        .put("kind", child.path("kind").asString())
                        .put("name", child.path("metadata").path("name").asString())
                        .put("pipelineTaskName", timeline.slots().get(i).task().name());
            }
            status.put("startTime", start).put("completionTime", timeline.end().toString());
            status.putArray("conditions")
                    .addObject()
                    .put("type", "Succeeded")
                    .put("status", failed.isEmpty() && !cancelled ? "True" : "False")
                    .put("reason", cancelled ? "Cancelled" : failed.isEmpty() ? "Succeeded" : "Failed")
                    .put("message", message(timeline, failed, cancelled))
                    .put("lastTransitionTime", timeline.end().toString());
            status.set(
                    "pipelineSpec",
                    JSON.readTree(pipelineSpec
                            .toString()
                            .replace("$(params.revision)", sketch.source().revision())));
            for (DemoTask task : timeline.skipped()) {
                status.withArray("skippedTasks")
                        .addObject()
                        .put("name", task.name())
                        .put("reason", "PipelineRun was stopping");
            }
            return status;
        }

        private String message(Timeline timeline, Set<String> failed, boolean cancelled) {
            if (cancelled) {
                return "PipelineRun \"%s\" was cancelled"
                        .formatted(run.path("metadata").path("name").asString());
            }
            Set<String> started =
                    timeline.slots().stream().map(slot -> slot.task().name()).collect(Collectors.toSet());
            return "Tasks Completed: %d (Failed: %d, Cancelled 0), Skipped: %d"
                    .formatted(started.size(), failed.size(), timeline.skipped().size());
        }
    }
}
