package io.tektonretry.retry.plan;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pipeline that was drawn, and what its tasks do.
 *
 * @param run a PipelineRun of it that has not started
 * @param spec the pipeline that the run refers to or holds
 * @param results what each task writes, by the names of task and result
 * @param ignored tasks with {@code onError: continue} that always fail
 */
record GeneratedPipeline(
        ObjectNode run, ObjectNode spec, Map<String, Map<String, JsonNode>> results, Set<String> ignored) {

    /** What the Task says that its tasks refer to. */
    static final ObjectNode TASK =
            (ObjectNode) Documents.parseYaml("steps: [{name: main, image: busybox, computeResources: {}}]");

    /** The same run while its pipeline says something else. */
    GeneratedPipeline saying(ObjectNode other) {
        return new GeneratedPipeline(run, other, results, ignored);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
