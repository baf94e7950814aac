package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Judges a derived run by what Tekton's webhook and controller ask of it, written down a second time and without the planner. */
final class DerivedSpecs {

    private static final Pattern TASK = Pattern.compile("\\$\\((?:tasks|finally)\\.([^.\\[)]+)[.\\[]");
    private static final Pattern RESULT = Pattern.compile("\\$\\(tasks\\.([^.)]+)\\.results\\.");
    private static final Pattern PARAM = Pattern.compile("\\$\\(params\\.([A-Za-z0-9_-]+)");

    private DerivedSpecs() {}

    /** What is wrong with the run; empty when it is fine. */
    static List<String> faults(JsonNode run) {
        JsonNode spec = run.path("spec");
        JsonNode pipeline = spec.path("pipelineSpec");
        List<String> faults = new ArrayList<>();
        Set<String> graph = names(pipeline.path("tasks"), faults);
        Set<String> all = new HashSet<>(graph);
        all.addAll(names(pipeline.path("finally"), faults));
        if (graph.isEmpty()) {
            faults.add("no tasks");
        }
        find(TASK, pipeline.toString()).stream()
                .filter(task -> !all.contains(task))
                .forEach(task -> faults.add("refers to " + task));
        Set<String> declared = names(pipeline.path("params"), faults);
        Set<String> given = names(spec.path("params"), faults);
        find(PARAM, pipeline.path("tasks").toString() + pipeline.path("finally")).stream()
                .filter(param -> !declared.contains(param) || !given.contains(param))
                .forEach(param -> faults.add("uses param " + param));
        spec.path("taskRunSpecs").forEach(entry -> {
            if (!all.contains(entry.path("pipelineTaskName").asString())) {
                faults.add("has a taskRunSpec of another task");
            }
        });
        faults.addAll(order(pipeline.path("tasks"), graph));
        return faults;
    }

    private static List<String> order(JsonNode tasks, Set<String> graph) {
        Map<String, Set<String>> parents = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (JsonNode task : tasks) {
            Set<String> own = new HashSet<>(find(RESULT, task.toString()));
            task.path("runAfter").forEach(name -> own.add(name.asString()));
            own.stream().filter(name -> !graph.contains(name)).forEach(name -> faults.add("waits for " + name));
            parents.put(task.path("name").asString(), own);
        }
        boolean moved = true;
        while (moved) {
            moved = parents.entrySet().removeIf(task -> task.getValue().stream().noneMatch(parents::containsKey));
        }
        if (!parents.isEmpty()) {
            faults.add("goes round in circles");
        }
        return faults;
    }

    private static Set<String> names(JsonNode list, List<String> faults) {
        Set<String> names = new HashSet<>();
        list.forEach(element -> {
            if (!names.add(element.path("name").asString())) {
                faults.add("has twice " + element.path("name"));
            }
        });
        return names;
    }

    private static List<String> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
