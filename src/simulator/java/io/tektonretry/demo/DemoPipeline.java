package io.tektonretry.demo;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pipeline of a team.
 *
 * @param repository what it builds, as {@code owner/name}
 * @param trigger what starts its runs
 */
record DemoPipeline(String namespace, String name, String repository, Trigger trigger, List<DemoTask> tasks) {

    /** What starts the runs of a pipeline. */
    enum Trigger {
        /** A push to a pull request, by Pipelines-as-Code, which embeds the pipeline in the run. */
        PULL_REQUEST,
        /** A schedule. */
        SCHEDULE,
        /** A tag of the main branch. */
        RELEASE
    }

    DemoPipeline {
        tasks = List.copyOf(tasks);
    }

    boolean isInline() {
        return trigger == Trigger.PULL_REQUEST;
    }

    DemoTask task(String wanted) {
        return tasks.stream()
                .filter(task -> task.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no task " + wanted));
    }

    /** The whole pipeline. */
    ObjectNode spec() {
        return spec(tasks, Map.of());
    }

    /** A pipeline of some of its tasks, with the results of the others in place. */
    ObjectNode spec(List<DemoTask> some, Map<String, String> known) {
        ObjectNode spec = JsonMapper.shared().createObjectNode();
        spec.putArray("params").addObject().put("name", "revision").put("type", "string");
        Set<String> present = some.stream().map(DemoTask::name).collect(Collectors.toSet());
        ArrayNode dag = spec.putArray("tasks");
        for (DemoTask task : some) {
            (task.isFinally() ? spec.withArray("finally") : dag).add(task.json(known, present));
        }
        return spec;
    }

    /** The Pipeline object that runs refer to. */
    ObjectNode object() {
        ObjectNode pipeline = JsonMapper.shared()
                .createObjectNode()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "Pipeline");
        pipeline.putObject("metadata").put("namespace", namespace).put("name", name);
        pipeline.set("spec", spec());
        return pipeline;
    }
}
