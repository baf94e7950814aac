package io.tektonretry.history;

import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Builds pods and Events of the cluster; the UID of one follows from its name. */
public final class ClusterEvidence {

    private ClusterEvidence() {}

    /** A pod of a TaskRun with one step that was killed. */
    public static ObjectNode pod(JsonNode taskRun, String name, long version, String status) {
        ObjectNode pod = json("""
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "%s", "namespace": "%s", "uid": "%s", "resourceVersion": "%d",
                   "creationTimestamp": "2026-11-24T08:00:00Z", "labels": {"tekton.dev/pipelineRun": "a"},
                   "ownerReferences": [{"apiVersion": "tekton.dev/v1", "kind": "TaskRun", "name": "%s", "uid": "%s",
                     "controller": true}]},
                 "spec": {"nodeName": "node-1"}}
                """.formatted(
                        name,
                        taskRun.path("metadata").path("namespace").asString(),
                        ClusterObject.uid(name),
                        version,
                        taskRun.path("metadata").path("name").asString(),
                        taskRun.path("metadata").path("uid").asString()));
        pod.set("status", json(status));
        return pod;
    }

    /** An Event about an object. */
    public static ObjectNode event(JsonNode object, String reason, int count, long version) {
        JsonNode metadata = object.path("metadata");
        return json("""
                {"apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "%s", "message": "again", "count": %d,
                 "firstTimestamp": "2026-11-24T08:00:00Z", "lastTimestamp": "2026-11-24T08:00:09Z",
                 "metadata": {"name": "%s.%s", "namespace": "%s", "uid": "%s", "resourceVersion": "%d",
                   "creationTimestamp": "2026-11-24T08:00:00Z"},
                 "involvedObject": {"kind": "%s", "namespace": "%s", "name": "%s", "uid": "%s"}}
                """.formatted(
                        reason,
                        count,
                        metadata.path("name").asString(),
                        reason.toLowerCase(Locale.ROOT),
                        metadata.path("namespace").asString(),
                        ClusterObject.uid(metadata.path("name").asString() + reason),
                        version,
                        object.path("kind").asString(),
                        metadata.path("namespace").asString(),
                        metadata.path("name").asString(),
                        metadata.path("uid").asString()));
    }

    public static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }
}
