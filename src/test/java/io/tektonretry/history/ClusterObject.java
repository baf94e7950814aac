package io.tektonretry.history;

import io.tektonretry.history.recording.Observation;
import io.tektonretry.tekton.TektonKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds objects of the cluster; the UID of one follows from its name. */
public record ClusterObject(ObjectNode json) {

    public static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    public static UUID uid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** A PipelineRun of the namespace {@code ci} that has the tasks {@code compile} and {@code test}. */
    public static ClusterObject pipelineRun(String name) {
        ClusterObject run = object("PipelineRun", name);
        ArrayNode tasks = run.json.putObject("spec").putObject("pipelineSpec").putArray("tasks");
        tasks.addObject().put("name", "compile").putObject("taskRef").put("name", "maven");
        tasks.addObject().put("name", "test").putObject("taskRef").put("name", "maven");
        return run;
    }

    /** A TaskRun that executes a task of a PipelineRun. */
    public static ClusterObject taskRun(String run, String task) {
        ClusterObject child = object("TaskRun", run + "-" + task).label(TektonKeys.PIPELINE_TASK, task);
        return child.ownedBy(run);
    }

    /** Says that a PipelineRun is its controller. */
    public ClusterObject ownedBy(String run) {
        metadata()
                .putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun")
                .put("name", run)
                .put("uid", uid(run).toString())
                .put("controller", true);
        return this;
    }

    private static ClusterObject object(String kind, String name) {
        ClusterObject object = new ClusterObject(JsonMapper.shared().createObjectNode());
        object.json.put("apiVersion", "tekton.dev/v1").put("kind", kind);
        object.json
                .putObject("metadata")
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", uid(name).toString())
                .put("creationTimestamp", START.toString())
                .put("resourceVersion", "1")
                .putObject("labels");
        return object;
    }

    public ClusterObject with(Consumer<ObjectNode> change) {
        change.accept(json);
        return this;
    }

    public ClusterObject version(long resourceVersion) {
        metadata().put("resourceVersion", Long.toString(resourceVersion));
        return this;
    }

    public ClusterObject createdAfter(long seconds) {
        metadata().put("creationTimestamp", START.plusSeconds(seconds).toString());
        return this;
    }

    public ClusterObject namespace(String namespace) {
        metadata().put("namespace", namespace);
        return this;
    }

    public ClusterObject label(String key, String value) {
        metadata().withObject("labels").put(key, value);
        return this;
    }

    /** The retry of ours that has this number, counted from the base. */
    public ClusterObject retryOf(String base, String retried, int number) {
        return label(TektonKeys.ROOT_UID, uid(base).toString())
                .label(TektonKeys.RETRY_OF_UID, uid(retried).toString())
                .label(TektonKeys.RETRY_NUMBER, Integer.toString(number));
    }

    /** Names the children of tasks, as {@link #taskRun} does. */
    public ClusterObject naming(String... tasks) {
        ArrayNode references = json.withObject("status").putArray("childReferences");
        for (String task : tasks) {
            references
                    .addObject()
                    .put("kind", "TaskRun")
                    .put("name", metadata().path("name").asString() + "-" + task)
                    .put("pipelineTaskName", task);
        }
        return this;
    }

    public ClusterObject running() {
        json.withObject("status").put("startTime", START.toString());
        return condition("Unknown", "Running");
    }

    public ClusterObject ended(String condition, String reason) {
        json.withObject("status").put("completionTime", START.plusSeconds(60).toString());
        return condition(condition, reason);
    }

    private ClusterObject condition(String status, String reason) {
        json.withObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", status)
                .put("reason", reason);
        return this;
    }

    private ObjectNode metadata() {
        return json.withObject("metadata");
    }

    public Observation seen() {
        return new Observation.Seen(json);
    }

    public Observation deleted() {
        return new Observation.Deleted(json);
    }
}
