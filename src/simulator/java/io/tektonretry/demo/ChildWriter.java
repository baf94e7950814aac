package io.tektonretry.demo;

import io.tektonretry.demo.Timeline.Slot;
import io.tektonretry.demo.WrittenRun.FailedStep;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a TaskRun or CustomRun that has ended, its pods and their logs. */
record ChildWriter(ObjectNode run, Slot slot, Random random) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> NODES =
            List.of("pool-a-03", "pool-a-11", "pool-a-17", "pool-b-02", "pool-b-05", "pool-c-08");

    private JsonNode metadata() {
        return run.path("metadata");
    }

    private String name() {
        DemoTask task = slot.task();
        return metadata().path("name").asString() + "-" + task.name()
                + (task.combinations() > 1 ? "-" + slot.combination() : "");
    }

    /** @param recovered whether a first attempt failed */
    ObjectNode child(ArrayNode params, Map<String, String> results, boolean recovered) {
        DemoTask task = slot.task();
        ObjectNode child = JSON.createObjectNode()
                .put("apiVersion", task.isCustom() ? "tekton.dev/v1beta1" : "tekton.dev/v1")
                .put("kind", task.isCustom() ? "CustomRun" : "TaskRun");
        child.set("metadata", ownMetadata());
        ObjectNode spec = child.putObject("spec");
        if (!params.isEmpty()) {
            spec.set("params", params);
        }
        spec.put("serviceAccountName", "ci");
        if (task.isCustom()) {
            spec.putObject("customRef")
                    .put("apiVersion", "approvals.example.com/v1")
                    .put("kind", "ApprovalTask")
                    .put("name", "release-manager");
        } else {
            spec.set("taskSpec", task.spec());
            spec.put("timeout", "30m0s");
            if (task.retries() > 0) {
                spec.put("retries", task.retries());
            }
        }
        child.set("status", status(results, recovered));
        return child;
    }

    private ObjectNode ownMetadata() {
        ObjectNode own = JSON.createObjectNode()
                .put("name", name())
                .put("namespace", metadata().path("namespace").asString())
                .put(
                        "uid",
                        RunWriter.uid(metadata().path("uid").asString() + slot.key())
                                .toString())
                .put("creationTimestamp", slot.start().toString())
                .put("generation", 1);
        own.set("annotations", metadata().path("annotations").deepCopy());
        ObjectNode labels =
                own.putObject("labels").setAll((ObjectNode) metadata().path("labels"));
        labels.put("app.kubernetes.io/managed-by", "tekton-pipelines")
                .put(TektonKeys.MEMBER_OF, slot.task().isFinally() ? "finally" : "tasks")
                .put(
                        TektonKeys.PIPELINE,
                        metadata().path("labels").path(TektonKeys.PIPELINE).asString())
                .put(TektonKeys.PIPELINE_RUN, metadata().path("name").asString())
                .put(TektonKeys.PIPELINE_RUN_UID, metadata().path("uid").asString())
                .put(TektonKeys.PIPELINE_TASK, slot.task().name());
        own.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("blockOwnerDeletion", true)
                .put("controller", true)
                .put("kind", "PipelineRun")
                .put("name", metadata().path("name").asString())
                .put("uid", metadata().path("uid").asString());
        return own;
    }

    private ObjectNode status(Map<String, String> results, boolean recovered) {
        boolean retried = slot.task().retries() > 0 && (recovered || slot.cause() == Cause.TESTS);
        Instant half = slot.start()
                .plusSeconds((slot.end().getEpochSecond() - slot.start().getEpochSecond()) / 2);
        ObjectNode status =
                attempt(slot.cause(), retried ? half.plusSeconds(1) : slot.start(), slot.end(), retried ? 1 : 0);
        if (retried) {
            status.putArray("retriesStatus").add(attempt(Cause.TESTS, slot.start(), half, 0));
        }
        for (Map.Entry<String, String> result : results.entrySet()) {
            ObjectNode written = status.withArray("results").addObject().put("name", result.getKey());
            if (!slot.task().isCustom()) {
                written.put("type", "string");
            }
            written.put("value", result.getValue());
        }
        return status;
    }

    private ObjectNode attempt(@Nullable Cause cause, Instant start, Instant end, int number) {
        ObjectNode status = JSON.createObjectNode();
        status.put("startTime", start.toString()).put("completionTime", end.toString());
        Tool tool = slot.task().tool();
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", cause == null ? "True" : "False")
                .put("reason", cause == null ? "Succeeded" : cause.reason())
                .put("message", cause == null ? "All Steps have completed executing" : cause.message(tool.step()))
                .put("lastTransitionTime", end.toString());
        if (slot.task().isCustom()) {
            return status;
        }
        status.put("podName", name() + (number == 0 ? "-pod" : "-pod-retry" + number));
        status.set("taskSpec", slot.task().spec());
        ObjectNode step = status.putArray("steps")
                .addObject()
                .put("container", "step-" + tool.step())
                .put(
                        "imageID",
                        tool.image() + "@sha256:"
                                + RunWriter.uid(tool.image())
                                        .toString()
                                        .replace("-", "")
                                        .repeat(2))
                .put("name", tool.step())
                .put("terminationReason", cause == null ? "Completed" : cause.terminationReason());
        step.putObject("terminated")
                .put("exitCode", cause == null ? 0 : cause.exitCode())
                .put("reason", cause == null ? "Completed" : cause.containerReason())
                .put("startedAt", start.plusSeconds(2).toString())
                .put("finishedAt", end.toString());
        return status;
    }

    /** The pods of all attempts. */
    List<ObjectNode> pods(ObjectNode child) {
        List<ObjectNode> pods = new ArrayList<>();
        attempts(child).forEach(attempt -> pods.add(pod(child, attempt)));
        return pods;
    }

    private static List<JsonNode> attempts(ObjectNode child) {
        List<JsonNode> attempts = new ArrayList<>();
        child.path("status").path("retriesStatus").forEach(attempts::add);
        attempts.add(child.path("status"));
        return attempts;
    }

    private ObjectNode pod(ObjectNode child, JsonNode attempt) {
        ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        JsonNode owner = child.path("metadata");
        ObjectNode own = pod.putObject("metadata")
                .put("namespace", owner.path("namespace").asString())
                .put("name", attempt.path("podName").asString())
                .put("uid", podUid(child, attempt).toString())
                .put("creationTimestamp", attempt.path("startTime").asString());
        own.set("labels", owner.path("labels").deepCopy());
        own.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "TaskRun")
                .put("name", owner.path("name").asString())
                .put("uid", owner.path("uid").asString())
                .put("controller", true);
        Cause cause =
                attempt.path("conditions").path(0).path("status").asString("").equals("True")
                        ? null
                        : Cause.ofReason(attempt.path("conditions")
                                .path(0)
                                .path("reason")
                                .asString(""));
        pod.putObject("spec")
                .put("nodeName", cause == Cause.EVICTION ? "pool-b-05" : NODES.get(random.nextInt(NODES.size())));
        ObjectNode status = pod.putObject("status").put("phase", cause == null ? "Succeeded" : "Failed");
        if (cause == Cause.EVICTION) {
            status.put("reason", "Evicted").put("message", cause.message(""));
        }
        for (JsonNode step : attempt.path("steps")) {
            ObjectNode container = status.withArray("containerStatuses").addObject();
            container.put("name", step.path("container").asString());
            container
                    .putObject("state")
                    .set("terminated", step.path("terminated").deepCopy());
        }
        return pod;
    }

    private static UUID podUid(ObjectNode child, JsonNode attempt) {
        return RunWriter.uid(child.path("metadata").path("uid").asString()
                + attempt.path("podName").asString());
    }

    /** What the failed steps wrote. */
    List<FailedStep> logs(ObjectNode child) {
        List<FailedStep> logs = new ArrayList<>();
        List<JsonNode> attempts = attempts(child);
        for (int i = 0; i < attempts.size(); i++) {
            JsonNode condition = attempts.get(i).path("conditions").path(0);
            if (condition.path("status").asString("").equals("False")) {
                Cause cause = Cause.ofReason(condition.path("reason").asString(""));
                logs.add(new FailedStep(
                        UUID.fromString(child.path("metadata").path("uid").asString()),
                        i + 1,
                        slot.task().tool().step(),
                        podUid(child, attempts.get(i)),
                        slot.task().tool().failure(cause, DemoOutput.variant(child))));
            }
        }
        return logs;
    }
}
