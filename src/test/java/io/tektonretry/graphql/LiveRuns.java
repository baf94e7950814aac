package io.tektonretry.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs of one namespace that change when a test says so. */
record LiveRuns(String namespace, RunRecorder recorder) {

    /** A namespace that no other test knows. */
    static LiveRuns of(RunRecorder recorder) {
        return new LiveRuns("live-" + UUID.randomUUID(), recorder);
    }

    UUID uid(String name) {
        return UUID.nameUUIDFromBytes((namespace + name).getBytes(UTF_8));
    }

    String id(String name) {
        return new NodeId.Run(uid(name)).encoded();
    }

    void running(String name, long version) {
        record(object("PipelineRun", name, version, "Unknown"));
    }

    void withMessage(String name, String message) {
        ObjectNode run = object("PipelineRun", name, 1, "Unknown");
        run.withObject("/status/conditions/0").put("message", message);
        record(run);
    }

    void failed(String name, long version) {
        record(object("PipelineRun", name, version, "False"));
    }

    /** A run that says of itself that it retries another one. */
    void retry(String name, String retried) {
        ObjectNode retry = object("PipelineRun", name, 1, "Unknown");
        retry.withObject("/metadata/labels")
                .put("tektonretry.io/root-uid", uid(retried).toString())
                .put("tektonretry.io/retry-of-uid", uid(retried).toString())
                .put("tektonretry.io/retry-number", "1");
        record(retry);
    }

    void taskRunning(String run, String task, long version) {
        ObjectNode child = object("TaskRun", run + "-" + task, version, "Unknown");
        ObjectNode metadata = child.withObject("/metadata");
        metadata.putObject("labels").put("tekton.dev/pipelineTask", task);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun")
                .put("uid", uid(run).toString())
                .put("controller", true);
        record(child);
    }

    private ObjectNode object(String kind, String name, long version, String succeeded) {
        ObjectNode object = JsonMapper.shared().createObjectNode().put("kind", kind);
        object.putObject("metadata")
                .put("namespace", namespace)
                .put("name", name)
                .put("uid", uid(name).toString())
                .put("creationTimestamp", "2026-11-24T08:00:00Z")
                .put("resourceVersion", Long.toString(version));
        if (kind.equals("PipelineRun")) {
            object.putObject("spec")
                    .putObject("pipelineSpec")
                    .putArray("tasks")
                    .addObject()
                    .put("name", "compile");
        }
        object.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", succeeded)
                .put("reason", succeeded.equals("False") ? "Failed" : "Running");
        object.withObject("/status").put("startTime", "2026-11-24T08:00:00Z");
        return object;
    }

    private void record(ObjectNode object) {
        recorder.record(List.of(new Observation.Seen(object)), Instant.EPOCH);
    }
}
