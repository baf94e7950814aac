package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A random pipeline with an end that Tekton could have given it, told as a {@link Scene}; the same seed gives the same one. */
final class GeneratedScene {

    private static final List<String> TEXTS =
            List.of("v", "", "a b", "$(date)", "\"q\" 'x'", "ü😀", "[1]", "line\nline");

    private final Random random;
    private final ObjectNode told = JsonNodeFactory.instance.objectNode();
    private final Map<String, String> outcomes = new LinkedHashMap<>();
    private final List<String> graph = new ArrayList<>();

    private GeneratedScene(long seed) {
        this.random = new Random(seed);
    }

    static ObjectNode of(long seed, int tasks) {
        return new GeneratedScene(seed).tell(tasks);
    }

    private ObjectNode tell(int tasks) {
        told.put("byRef", random.nextInt(3) == 0);
        ObjectNode pipeline = told.putObject("pipeline");
        ObjectNode ends = told.putObject("outcomes");
        ArrayNode list = pipeline.putArray("tasks");
        for (int i = 0; i < tasks; i++) {
            task(list.addObject(), "t" + i, ends);
        }
        ArrayNode finallyTasks = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            finallyTask(finallyTasks.addObject(), "f" + i, ends);
        }
        if (!finallyTasks.isEmpty()) {
            pipeline.set("finally", finallyTasks);
        }
        pipeline.putArray("results").addObject().put("name", "out").put("value", reference("t0"));
        ArrayNode specs = told.putObject("spec").putArray("taskRunSpecs");
        graph.forEach(name -> specs.addObject().put("pipelineTaskName", name).put("serviceAccountName", "sa"));
        return told;
    }

    private void task(ObjectNode task, String name, ObjectNode ends) {
        task.put("name", name);
        boolean embedded = random.nextInt(4) == 0;
        if (!embedded) {
            task.putObject("taskRef").put("name", "tk");
        }
        List<String> parents = parents();
        ArrayNode runAfter = JsonNodeFactory.instance.arrayNode();
        ArrayNode params = JsonNodeFactory.instance.arrayNode();
        boolean needsMissing = false;
        for (String parent : parents) {
            if (random.nextBoolean()) {
                runAfter.add(parent);
            } else {
                use(params, parent);
                needsMissing |=
                        !"SUCCEEDED".equals(outcomes.get(parent)) && !"FAILED_IGNORED".equals(outcomes.get(parent));
            }
        }
        if (!runAfter.isEmpty()) {
            task.set("runAfter", runAfter);
        }
        if (!params.isEmpty()) {
            task.set("params", params);
        }
        if (embedded) {
            String used =
                    params.isEmpty() ? "none" : params.get(0).path("value").asString("none");
            task.putObject("taskSpec")
                    .putArray("steps")
                    .addObject()
                    .put("name", "m")
                    .put("image", "i")
                    .put("script", used.contains("[") ? "x" : used);
        }
        boolean ignores = random.nextInt(8) == 0;
        if (ignores) {
            task.put("onError", "continue");
        }
        graph.add(name);
        end(name, parents, needsMissing, ignores, ends);
    }

    private List<String> parents() {
        List<String> parents = new ArrayList<>();
        for (int i = 0; i < 3 && !graph.isEmpty(); i++) {
            String parent = graph.get(random.nextInt(graph.size()));
            if (random.nextInt(3) > 0 && !parents.contains(parent)) {
                parents.add(parent);
            }
        }
        return parents;
    }

    private void use(ArrayNode params, String parent) {
        ObjectNode param = params.addObject().put("name", "p" + params.size());
        switch (random.nextInt(5)) {
            case 0 -> param.putArray("value").add("x").add("$(tasks." + parent + ".results.list[*])");
            case 1 -> param.put("value", "$(tasks." + parent + ".results.list[*])");
            case 2 -> param.put("value", "u $(tasks." + parent + ".results.obj.url) " + reference(parent));
            case 3 -> param.put("value", "$(tasks." + parent + ".results.list[0])");
            default -> param.put("value", "u " + reference(parent));
        }
    }

    private void finallyTask(ObjectNode task, String name, ObjectNode ends) {
        task.put("name", name).putObject("taskRef").put("name", "tk");
        String about = graph.get(random.nextInt(graph.size()));
        task.putArray("params")
                .addObject()
                .put("name", "s")
                .put("value", "$(tasks." + about + ".status) $(tasks.status) $(tasks." + about + ".reason)");
        ends.put(name, random.nextInt(4) == 0 ? "FAILED" : "SUCCEEDED");
    }

    private void end(String name, List<String> parents, boolean needsMissing, boolean ignores, ObjectNode ends) {
        boolean ready = parents.stream()
                .map(outcomes::get)
                .allMatch(end -> "SUCCEEDED".equals(end) || "FAILED_IGNORED".equals(end));
        String end = !ready || needsMissing ? "NEVER_STARTED" : pick(ignores);
        outcomes.put(name, end);
        if (end.equals("NEVER_STARTED")) {
            ends.put(name, random.nextBoolean() ? "NEVER_STARTED" : "SKIPPED PipelineRun was stopping");
        } else if (end.equals("SUCCEEDED") || end.equals("FAILED_IGNORED")) {
            results(ends.putObject(name).put("is", end));
        } else {
            ends.put(name, end);
        }
    }

    private String pick(boolean ignores) {
        return switch (random.nextInt(10)) {
            case 0 -> ignores ? "FAILED_IGNORED" : "FAILED";
            case 1 -> ignores ? "FAILED_IGNORED" : "TIMED_OUT";
            case 2 -> "CANCELLED";
            default -> "SUCCEEDED";
        };
    }

    private void results(ObjectNode end) {
        ObjectNode results = end.putObject("results");
        if (random.nextInt(10) > 0) {
            results.put("r", TEXTS.get(random.nextInt(TEXTS.size())));
        }
        results.putArray("list").add("one").add(TEXTS.get(random.nextInt(TEXTS.size())));
        results.putObject("obj").put("url", "u").put("k", TEXTS.get(random.nextInt(TEXTS.size())));
    }

    private static String reference(String task) {
        return "$(tasks." + task + ".results.r)";
    }
}
