package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Draws pipelines with all kinds of tasks and references. */
final class PipelineGenerator {

    private static final List<String> TEXTS = List.of(
            "v1",
            "",
            "ünï-✓-👍",
            "it's \"quoted\"",
            "two\nlines\\",
            "$(date)",
            "$(params.who)",
            "$$(x)",
            "a b",
            "[]",
            "{}");

    private final Draw draw;
    private final boolean faithful;
    private final Map<String, Map<String, JsonNode>> results = new LinkedHashMap<>();
    private final Set<String> ignored = new HashSet<>();

    private PipelineGenerator(Draw draw, boolean faithful) {
        this.draw = draw;
        this.faithful = faithful;
    }

    /** Draws a pipeline whose results can all be carried into a retry. */
    static GeneratedPipeline faithful(Draw draw) {
        return new PipelineGenerator(draw, true).pipeline();
    }

    /** Draws a pipeline, some of whose results Tekton would change on the way. */
    static GeneratedPipeline any(Draw draw) {
        return new PipelineGenerator(draw, false).pipeline();
    }

    private GeneratedPipeline pipeline() {
        int size = draw.chance(15) ? draw.number(15, 40) : draw.number(1, 12);
        List<TaskGenerator> dag = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            TaskGenerator task = new TaskGenerator(draw, draw.of("build", "t", "long-name-of-a-task") + "-" + i);
            draw.some(dag, 3).forEach(task::dependOn);
            finish(task);
            dag.add(task);
        }
        List<TaskGenerator> finallyTasks = new ArrayList<>();
        for (int i = draw.chance(60) ? draw.number(1, 4) : 0; i > 0; i--) {
            TaskGenerator task = new TaskGenerator(draw, "finally-" + i);
            draw.some(dag, 3).forEach(task::reportOn);
            finish(task);
            finallyTasks.add(task);
        }
        ObjectNode spec = spec(dag, finallyTasks);
        return new GeneratedPipeline(run(spec, dag), spec, results, ignored);
    }

    private void finish(TaskGenerator task) {
        task.finish();
        if (task.ignoresErrors() && draw.chance(60)) {
            ignored.add(task.name());
        }
        Map<String, JsonNode> written = new LinkedHashMap<>();
        task.results().forEach(name -> written.put(name, value(name)));
        results.put(task.name(), written);
    }

    private JsonNode value(String result) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (result) {
            case "list" -> json.arrayNode().add(text()).add(text());
            case "rest" -> draw.chance(40) ? json.arrayNode() : json.arrayNode().add(text());
            case "map" -> json.objectNode().put("a", text()).put("b", text());
            default -> json.stringNode(text());
        };
    }

    private String text() {
        if (!faithful && draw.chance(5)) {
            return draw.of("$(context.pipelineRun.name)", "cut\0here", "$(workspaces.shared.path)");
        }
        return draw.from(TEXTS);
    }

    private ObjectNode spec(List<TaskGenerator> dag, List<TaskGenerator> finallyTasks) {
        ObjectNode spec = object();
        ArrayNode params = spec.putArray("params");
        params.addObject().put("name", "who").put("type", "string").put("default", "me $(context.pipelineRun.uid)");
        params.addObject()
                .put("name", "list")
                .put("type", "array")
                .putArray("default")
                .add("x")
                .add("y");
        ObjectNode map = params.addObject().put("name", "map").put("type", "object");
        map.putObject("properties").putObject("k").put("type", "string");
        spec.putArray("workspaces").addObject().put("name", "shared");
        ArrayNode tasks = spec.putArray("tasks");
        draw.shuffled(dag).forEach(task -> tasks.add(task.definition()));
        if (!finallyTasks.isEmpty()) {
            ArrayNode last = spec.putArray("finally");
            finallyTasks.forEach(task -> last.add(task.definition()));
        }
        ArrayNode declared = JsonNodeFactory.instance.arrayNode();
        for (TaskGenerator task : draw.<TaskGenerator>some(dag, 3)) {
            task.results().stream()
                    .limit(1)
                    .forEach(result -> declared.addObject()
                            .put("name", "of-" + task.name())
                            .put(
                                    "value",
                                    "$(tasks." + task.name() + ".results." + result
                                            + (task.isList(result) ? "[*])" : ")")));
        }
        if (!declared.isEmpty()) {
            spec.set("results", declared);
        }
        return spec;
    }

    private ObjectNode run(ObjectNode spec, List<TaskGenerator> dag) {
        String name = draw.of("run", "a-run-with-a-name-that-is-as-long-as-a-name-can-be-in-kubernetes");
        ObjectNode run = object().put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        run.putObject("metadata")
                .put("name", name.substring(0, Math.min(name.length(), 63)))
                .put("namespace", "ci")
                .put("uid", "uid-of-the-root");
        ObjectNode runSpec = run.putObject("spec");
        if (draw.chance(50)) {
            runSpec.set("pipelineSpec", spec.deepCopy());
        } else {
            runSpec.putObject("pipelineRef").put("name", "pipeline");
        }
        ArrayNode given = runSpec.putArray("params");
        given.addObject().put("name", "map").putObject("value").put("k", draw.of("ü", "v"));
        if (draw.chance(50)) {
            given.addObject().put("name", "who").put("value", draw.of("you", "", "\"you\"\n"));
        }
        runSpec.putArray("workspaces").addObject().put("name", "shared").putObject("emptyDir");
        ArrayNode taskRunSpecs = runSpec.putArray("taskRunSpecs");
        for (TaskGenerator task : draw.<TaskGenerator>some(dag, 2)) {
            taskRunSpecs.addObject().put("pipelineTaskName", task.name()).put("serviceAccountName", "builder");
        }
        if (draw.chance(50)) {
            runSpec.putObject("timeouts").put("pipeline", "1h0m0s").put("tasks", "30m0s");
        }
        return run;
    }
}
