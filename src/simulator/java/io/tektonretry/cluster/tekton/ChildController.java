package io.tektonretry.cluster.tekton;

import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Executes TaskRuns and CustomRuns without pods: starts them, and ends them as the script of their run says. */
final class ChildController {

    /** What remains to be done with a child. */
    enum Next {
        NOTHING,
        FINISH
    }

    private final Api api;
    private final TaskSpecs specs;

    ChildController(Api api) {
        this.api = api;
        this.specs = new TaskSpecs(api);
    }

    Next reconcile(ObjectNode stored) {
        if (Conditions.isDone(stored)) {
            return Next.NOTHING;
        }
        if (isCancelled(stored)) {
            ObjectNode child = stored.deepCopy();
            end(Child.of(child), "Cancelled");
            api.replaceStatus(child);
            return Next.NOTHING;
        }
        if (stored.path("status").has("startTime")) {
            return Next.NOTHING;
        }
        api.replaceStatus(started(stored.deepCopy()));
        return Next.FINISH;
    }

    private static boolean isCancelled(ObjectNode child) {
        return child.at("/spec/status").asString("").matches("(Task)?RunCancelled");
    }

    static String cancellation(String kind) {
        return kind.equals("CustomRun") ? "RunCancelled" : "TaskRunCancelled";
    }

    private ObjectNode started(ObjectNode object) {
        Child child = Child.of(object);
        ObjectNode status = object.withObject("/status");
        status.put("startTime", Conditions.now());
        if (!child.isCustom()) {
            status.put("podName", ChildNames.pod(child.name(), child.archivedAttempts()));
            status.set("taskSpec", specs.substituted(object));
            Steps.running(status);
        }
        Conditions.set(status, Conditions.RUNNING, "Running", "Not all Steps in the Task have finished executing");
        return object;
    }

    /** Ends the current attempt, unless it has ended. */
    void finish(ObjectNode object) {
        if (Conditions.isDone(object)) {
            return;
        }
        Child child = Child.of(object);
        api.get("PipelineRun", child.namespace(), child.runName()).ifPresent(run -> {
            String outcome = isCancelled(object)
                    ? "Cancelled"
                    : Script.of(run).outcome(child, attemptsBefore(child, run), child.archivedAttempts());
            if (outcome.equals("Never")) {
                return;
            }
            if (outcome.equals("Cancelled") && !isCancelled(object)) {
                api.mergePatch(object, "{\"spec\": {\"status\": \"%s\"}}".formatted(cancellation(child.kind())));
                return;
            }
            end(child, outcome);
            writeResults(child, run, outcome);
            retryIfDue(child, outcome);
            api.replaceStatus(object);
        });
    }

    /** Ends the current attempt like this, whatever the script of its run says. */
    void end(ObjectNode object, String outcome, JsonNode results) {
        Child child = Child.of(object);
        end(child, outcome);
        Json.setUnlessEmpty(object.withObject("/status"), "results", MadeUpResults.given(results, child.isCustom()));
        retryIfDue(child, outcome);
        api.replaceStatus(object);
    }

    /** How long an attempt takes; a child carries the annotations of its run. */
    static Duration duration(ObjectNode object, Duration otherwise) {
        return Script.of(object).duration(Child.of(object)).orElse(otherwise);
    }

    private static void end(Child child, String outcome) {
        ObjectNode status = child.object().withObject("/status");
        Ending ending = Ending.of(child, outcome);
        Conditions.set(status, ending.status(), ending.reason(), ending.message());
        status.put("completionTime", Conditions.now());
        if (!status.has("startTime")) {
            status.put("startTime", Conditions.now());
        }
        Steps.ended(status, ending);
    }

    private void writeResults(Child child, ObjectNode run, String outcome) {
        ObjectNode status = child.object().withObject("/status");
        Optional<JsonNode> scripted = Script.of(run).results(child);
        if (scripted.isPresent()) {
            Json.setUnlessEmpty(status, "results", MadeUpResults.given(scripted.get(), child.isCustom()));
        } else if (outcome.equals("Succeeded")) {
            JsonNode results = Script.of(run)
                    .resultsOnSuccess(child)
                    .<JsonNode>map(found -> MadeUpResults.given(found, child.isCustom()))
                    .orElseGet(() -> madeUp(child, run));
            Json.setUnlessEmpty(status, "results", results);
        }
    }

    private static ArrayNode madeUp(Child child, ObjectNode run) {
        JsonNode taskSpec = child.object().at("/status/taskSpec");
        boolean unknown = child.isCustom() || taskSpec.isEmpty();
        return unknown
                ? MadeUpResults.expected(child, run.at("/status/pipelineSpec"))
                : MadeUpResults.declared(child, taskSpec.path("results"));
    }

    /** Archives a failed attempt and leaves the child to be started again (Tekton: {@code retryTaskRun}). */
    private static void retryIfDue(Child child, String outcome) {
        boolean failed = !outcome.equals("Succeeded") && !outcome.equals("Cancelled");
        if (!failed
                || isCancelled(child.object())
                || child.archivedAttempts()
                        >= child.object().at("/spec/retries").asInt(0)) {
            return;
        }
        ObjectNode status = child.object().withObject("/status");
        ObjectNode attempt = status.deepCopy();
        attempt.remove("retriesStatus");
        status.withArray("/retriesStatus").add(attempt);
        String message = Json.text(status.path("conditions").path(0), "message");
        Conditions.set(status, Conditions.RUNNING, "ToBeRetried", message);
        status.remove(List.of("startTime", "completionTime", "podName", "results"));
    }

    /**
     * Attempts of the same task in the earlier runs of a lineage; of a matrix, those of one combination. A root that was deleted has
     * made one.
     */
    private int attemptsBefore(Child child, ObjectNode run) {
        String root = Json.text(run.at("/metadata/labels"), TektonKeys.ROOT_UID);
        if (root.isEmpty()) {
            return 0;
        }
        Set<String> lineage = new HashSet<>(Set.of(root));
        api.items("PipelineRun", child.namespace(), TektonKeys.ROOT_UID + "=" + root)
                .forEach(member -> lineage.add(member.at("/metadata/uid").asString()));
        lineage.remove(Child.runUid(child.object()));
        Map<String, Integer> attempts = new HashMap<>();
        api.items(child.kind(), child.namespace(), TektonKeys.PIPELINE_TASK + "=" + child.task()).stream()
                .filter(other -> lineage.contains(Child.runUid(other)))
                .forEach(other ->
                        attempts.merge(Child.runUid(other), Child.of(other).archivedAttempts() + 1, Math::max));
        boolean isRootThere = api.items("PipelineRun", child.namespace(), "").stream()
                .anyMatch(other -> root.equals(other.at("/metadata/uid").asString()));
        return attempts.values().stream().mapToInt(Integer::intValue).sum() + (isRootThere ? 0 : 1);
    }
}
