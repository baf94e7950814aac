package io.tektonretry.cluster.tekton;

import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Brings a PipelineRun one step further: starts what is due, tells how far it is. */
final class PipelineRunController {

    private static final Set<String> GRACEFUL = Set.of("CancelledRunFinally", "StoppedRunFinally");

    private final Api api;
    private final PipelineSpecs specs;
    private final TaskSpecs taskSpecs;

    PipelineRunController(Api api) {
        this.api = api;
        this.specs = new PipelineSpecs(api);
        this.taskSpecs = new TaskSpecs(api);
    }

    void reconcile(ObjectNode stored) {
        if (Conditions.isDone(stored)) {
            return;
        }
        ObjectNode run = stored.deepCopy();
        ObjectNode status = run.withObject("/status");
        try {
            advance(run, status);
        } catch (RunFailure e) {
            Conditions.set(status, "False", e.reason(), e.message());
        }
        if (Conditions.isDone(run)) {
            end(run, status);
        }
        if (!status.isEmpty() && !status.equals(stored.path("status"))) {
            ObjectNode labelled = labelled(run);
            labelled.set("status", status);
            api.replaceStatus(labelled);
        }
    }

    /** Ends a run that has taken too long. */
    void timeOut(ObjectNode stored) {
        ObjectNode run = stored.deepCopy();
        ObjectNode status = run.withObject("/status");
        cancel(children(run).toList(), "timed out");
        Conditions.set(
                status,
                "False",
                "PipelineRunTimeout",
                "PipelineRun \"%s\" failed to finish within \"%s\""
                        .formatted(
                                run.at("/metadata/name").asString(),
                                run.at("/spec/timeouts/pipeline").asString("1h0m0s")));
        end(run, status);
        api.replaceStatus(run);
    }

    private void advance(ObjectNode run, ObjectNode status) {
        String name = run.at("/metadata/name").asString();
        String specStatus = run.at("/spec/status").asString("");
        if (specStatus.equals("PipelineRunPending")) {
            Conditions.set(
                    status, Conditions.RUNNING, "PipelineRunPending", "PipelineRun \"%s\" is pending".formatted(name));
            return;
        }
        if (!status.has("startTime")) {
            status.put("startTime", Conditions.now());
        }
        if (specStatus.equals("Cancelled")) {
            cancel(children(run).toList(), "been cancelled");
            Conditions.set(status, "False", "Cancelled", "PipelineRun \"%s\" was cancelled".formatted(name));
            return;
        }
        run(run, status, specStatus);
    }

    private void run(ObjectNode run, ObjectNode status, String specStatus) {
        String reference = run.at("/spec/pipelineRef/name").asString("");
        if (!reference.isEmpty()) {
            run.withObject("/metadata/labels").put(TektonKeys.PIPELINE, reference);
        }
        ObjectNode pipeline = specs.pipeline(run);
        label(run, pipeline);
        ObjectNode raw = SpecDefaults.pipeline(pipeline.path("spec"));
        status.set("pipelineSpec", raw);
        checkRunSpecs(run, raw);
        String pipelineName = Json.name(pipeline.path("metadata"));
        ObjectNode spec = specs.substituted(run, raw, pipelineName);
        status.set("pipelineSpec", spec);
        RunFacts facts = facts(run, spec, specStatus);
        taskSpecs.check(run, facts);
        if (facts.isOutOfOrder()) {
            return;
        }
        if (specStatus.equals("CancelledRunFinally")) {
            cancel(
                    facts.all().stream()
                            .filter(task -> !task.isFinally())
                            .flatMap(task -> task.children().stream())
                            .toList(),
                    "been cancelled");
        }
        List<PipelineTaskState> due = facts.next();
        start(run, due, status);
        write(run, status, due.isEmpty() ? facts : facts(run, spec, specStatus), specStatus);
    }

    private void start(ObjectNode run, List<PipelineTaskState> due, ObjectNode status) {
        if (!status.has("childReferences")) {
            new Workspaces(run).claims().forEach(api::create);
        }
        due.stream().flatMap(new Children(run)::of).forEach(api::create);
        if (due.stream().anyMatch(PipelineTaskState::isFinally) && !status.has("finallyStartTime")) {
            status.put("finallyStartTime", Conditions.now());
        }
    }

    private static void write(ObjectNode run, ObjectNode status, RunFacts facts, String specStatus) {
        String name = run.at("/metadata/name").asString();
        RunCondition condition = RunCondition.of(facts, name, specStatus);
        RunStatus writer = new RunStatus(status);
        writer.children(facts);
        writer.skips(facts);
        Conditions.set(status, condition.status(), condition.reason(), condition.message());
        if (condition.isDone()) {
            writer.results(facts, status.path("pipelineSpec").path("results"), name);
        }
    }

    private void end(ObjectNode run, ObjectNode status) {
        status.put("completionTime", Conditions.now());
        Workspaces workspaces = new Workspaces(run);
        if (workspaces.areCleanedUp()) {
            workspaces
                    .claims()
                    .forEach(claim -> api.delete(
                            "PersistentVolumeClaim",
                            claim.at("/metadata/namespace").asString(),
                            claim.at("/metadata/name").asString()));
        }
    }

    private RunFacts facts(ObjectNode run, ObjectNode spec, String specStatus) {
        List<ObjectNode> children = children(run).toList();
        List<PipelineTaskState> states = new ArrayList<>();
        spec.path("tasks").forEach(task -> states.add(state((ObjectNode) task, false, children)));
        spec.path("finally").forEach(task -> states.add(state((ObjectNode) task, true, children)));
        return new RunFacts(states, GRACEFUL.contains(specStatus) ? specStatus : "");
    }

    private static PipelineTaskState state(ObjectNode task, boolean isFinally, List<ObjectNode> children) {
        return new PipelineTaskState(
                task,
                isFinally,
                children.stream()
                        .filter(child -> Child.task(child).equals(Json.name(task)))
                        .sorted(Comparator.comparing(
                                child -> child.at("/metadata/name").asString()))
                        .toList());
    }

    private Stream<ObjectNode> children(ObjectNode run) {
        String namespace = run.at("/metadata/namespace").asString();
        String selector =
                TektonKeys.PIPELINE_RUN_UID + "=" + run.at("/metadata/uid").asString();
        return Stream.of("TaskRun", "CustomRun").flatMap(kind -> api.items(kind, namespace, selector).stream());
    }

    private void cancel(List<ObjectNode> children, String why) {
        for (ObjectNode child : children) {
            if (!Conditions.isDone(child) && !child.path("spec").has("status")) {
                String kind = Json.text(child, "kind");
                api.mergePatch(
                        child,
                        "{\"spec\": {\"status\": \"%s\", \"statusMessage\": \"%s cancelled as the PipelineRun it belongs to has %s.\"}}"
                                .formatted(ChildController.cancellation(kind), kind, why));
            }
        }
    }

    /** Labels of the pipeline go to its run, and from there to the children. */
    private static void label(ObjectNode run, ObjectNode pipeline) {
        ObjectNode labels = run.withObject("/metadata/labels");
        labels.put(TektonKeys.PIPELINE, PipelineSpecs.label(run, pipeline));
        Json.addMissing(labels, pipeline.at("/metadata/labels"));
    }

    private ObjectNode labelled(ObjectNode run) {
        return run.at("/metadata/labels").isEmpty() ? run : api.replace(run);
    }

    private static void checkRunSpecs(ObjectNode run, ObjectNode spec) {
        List<String> names = Stream.of("tasks", "finally")
                .flatMap(list -> Json.stream(spec.path(list)))
                .map(Json::name)
                .toList();
        for (JsonNode own : run.at("/spec/taskRunSpecs")) {
            String name = Json.text(own, "pipelineTaskName");
            if (!names.contains(name)) {
                throw new RunFailure(
                        "InvalidTaskRunSpecs",
                        ("[User error] PipelineRun %s/%s doesn't define taskRunSpecs correctly: pipelineRun's taskrunSpecs"
                                        + " defined wrong taskName: \"%s\", does not exist in Pipeline")
                                .formatted(
                                        run.at("/metadata/namespace").asString(),
                                        run.at("/metadata/name").asString(),
                                        name));
            }
        }
    }
}
