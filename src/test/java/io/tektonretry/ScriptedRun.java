package io.tektonretry;

import io.tektonretry.cluster.SimulatedCluster;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A PipelineRun whose tasks end in a simulated cluster as they are told to. */
final class ScriptedRun {

    /** Three tasks in a row, the second of which takes a result of the first. */
    private static final String BUILD = """
            {"tasks": [
                {"name": "fetch", "taskSpec": {"results": [{"name": "commit"}], "steps": [{"name": "main", "image": "i"}]}},
                {"name": "compile", "params": [{"name": "commit", "value": "$(tasks.fetch.results.commit)"}],
                 "taskSpec": {"params": [{"name": "commit"}], "steps": [{"name": "main", "image": "i"}]}},
                {"name": "publish", "runAfter": ["compile"], "taskSpec": {"steps": [{"name": "main", "image": "i"}]}}]}
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ObjectNode run = JSON.createObjectNode();

    ScriptedRun(String namespace, String name) {
        run.put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        run.putObject("metadata").put("namespace", namespace).put("name", name);
        run.putObject("spec").set("pipelineSpec", JSON.readTree(BUILD));
    }

    /** {@code Failed}, {@code Never} or the like, by task; a task that is not named succeeds. */
    ScriptedRun ending(Map<String, String> outcomes) {
        String script = JSON.writeValueAsString(outcomes);
        run.withObject("/metadata/annotations").put("demo.tektonretry.io/outcomes", script);
        return this;
    }

    ScriptedRun labelled(Map<String, String> labels) {
        labels.forEach(run.withObject("/metadata/labels")::put);
        return this;
    }

    ScriptedRun annotated(Map<String, String> annotations) {
        annotations.forEach(run.withObject("/metadata/annotations")::put);
        return this;
    }

    /** Says of itself that it is a child of another run. */
    ScriptedRun ownedBy(ObjectNode parent) {
        run.withObject("/metadata").putArray("ownerReferences").add(owner(parent));
        return this;
    }

    /** A reference to a run as the controller of what carries it. */
    static ObjectNode owner(ObjectNode run) {
        ObjectNode owner = JSON.createObjectNode()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun")
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        owner.set("name", run.at("/metadata/name"));
        owner.set("uid", run.at("/metadata/uid"));
        return owner;
    }

    /** Binds a claim of its own to a workspace that the first and the last task use. */
    ScriptedRun withVolume() {
        ObjectNode spec = run.withObject("/spec");
        spec.putArray("workspaces").add(JSON.readTree("""
                {"name": "source", "volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"],
                 "resources": {"requests": {"storage": "1Gi"}}}}}
                """));
        ObjectNode pipeline = spec.withObject("/pipelineSpec");
        pipeline.putArray("workspaces").addObject().put("name", "source");
        for (String task : new String[] {"/tasks/0", "/tasks/2"}) {
            ObjectNode user = (ObjectNode) pipeline.at(task);
            user.putArray("workspaces").addObject().put("name", "source");
            user.withObject("/taskSpec").putArray("workspaces").addObject().put("name", "source");
        }
        return this;
    }

    /** Binds this to a workspace that the last task uses. */
    ScriptedRun bound(String binding) {
        ObjectNode spec = run.withObject("/spec");
        spec.putArray("workspaces").add(((ObjectNode) JSON.readTree(binding)).put("name", "given"));
        ObjectNode pipeline = spec.withObject("/pipelineSpec");
        pipeline.putArray("workspaces").addObject().put("name", "given");
        ObjectNode user = (ObjectNode) pipeline.at("/tasks/2");
        user.putArray("workspaces").addObject().put("name", "given");
        user.withObject("/taskSpec").putArray("workspaces").addObject().put("name", "given");
        return this;
    }

    /** A ConfigMap or Secret that belongs to a run. */
    static ObjectNode owned(String kind, String name, ObjectNode run) {
        ObjectNode object = JSON.createObjectNode().put("apiVersion", "v1").put("kind", kind);
        object.putObject("metadata")
                .put("namespace", run.at("/metadata/namespace").asString())
                .put("name", name)
                .putArray("ownerReferences")
                .add(owner(run));
        object.putObject("data").put("key", "c2VjcmV0");
        return object;
    }

    ObjectNode createdIn(SimulatedCluster cluster) {
        return cluster.api().create(run);
    }
}
