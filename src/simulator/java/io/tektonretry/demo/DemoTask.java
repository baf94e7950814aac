package io.tektonretry.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A task of a pipeline.
 *
 * @param seconds how long it takes
 * @param results templates of its results by name
 * @param over param of its matrix; empty for none
 * @param values values of that param
 * @param retries how often Tekton itself retries it
 */
record DemoTask(
        String name,
        Tool tool,
        int seconds,
        List<String> after,
        Map<String, String> params,
        Map<String, String> results,
        String over,
        List<String> values,
        int retries,
        boolean isFinally) {

    static final Pattern RESULT = Pattern.compile("\\$\\(tasks\\.([^.)]+)\\.results\\.([^.)\\[]+)(\\[\\*])?\\)");

    static DemoTask task(String name, Tool tool, int seconds) {
        return new DemoTask(name, tool, seconds, List.of(), Map.of(), Map.of(), "", List.of(), 0, false);
    }

    DemoTask after(String... tasks) {
        return new DemoTask(name, tool, seconds, List.of(tasks), params, results, over, values, retries, isFinally);
    }

    DemoTask param(String param, String value) {
        return new DemoTask(
                name, tool, seconds, after, with(params, param, value), results, over, values, retries, isFinally);
    }

    DemoTask result(String result, String template) {
        return new DemoTask(
                name, tool, seconds, after, params, with(results, result, template), over, values, retries, isFinally);
    }

    DemoTask each(String param, String... each) {
        return new DemoTask(name, tool, seconds, after, params, results, param, List.of(each), retries, isFinally);
    }

    DemoTask retriedByTekton() {
        return new DemoTask(name, tool, seconds, after, params, results, over, values, 1, isFinally);
    }

    DemoTask atTheEnd() {
        return new DemoTask(name, tool, seconds, after, params, results, over, values, retries, true);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }

    boolean isCustom() {
        return tool == Tool.APPROVAL;
    }

    boolean isMatrix() {
        return !over.isEmpty();
    }

    int combinations() {
        return Math.max(1, values.size());
    }

    /** The tasks that it waits for. */
    Set<String> parents() {
        Set<String> parents = new LinkedHashSet<>(after);
        for (String value : params.values()) {
            Matcher reference = RESULT.matcher(value);
            while (reference.find()) {
                parents.add(reference.group(1));
            }
        }
        return parents;
    }

    /**
     * The task in the spec of a pipeline.
     *
     * @param known results of tasks that are not in this pipeline, by {@code task.result}
     * @param present the tasks that are
     */
    ObjectNode json(Map<String, String> known, Set<String> present) {
        ObjectNode task = JsonMapper.shared().createObjectNode().put("name", name);
        after.stream()
                .filter(present::contains)
                .forEach(parent -> task.withArray("runAfter").add(parent));
        if (!params.isEmpty()) {
            task.set("params", params(known));
        }
        if (isMatrix()) {
            ObjectNode param =
                    task.putObject("matrix").putArray("params").addObject().put("name", over);
            ArrayNode list = param.putArray("value");
            values.forEach(list::add);
        }
        if (retries > 0) {
            task.put("retries", retries);
        }
        if (isCustom()) {
            task.putObject("taskRef")
                    .put("apiVersion", "approvals.example.com/v1")
                    .put("kind", "ApprovalTask")
                    .put("name", "release-manager");
        } else {
            task.put("timeout", "30m0s");
            ObjectNode taskSpec = spec();
            taskSpec.putObject("metadata");
            taskSpec.putNull("spec");
            task.set("taskSpec", taskSpec);
        }
        return task;
    }

    /** Its params with these results in place. */
    ArrayNode params(Map<String, String> known) {
        ArrayNode given = JsonMapper.shared().createArrayNode();
        params.forEach((param, value) -> {
            ObjectNode entry = given.addObject().put("name", param);
            List<String> texts = filled(value, known);
            if (isList(value)) {
                ArrayNode list = entry.putArray("value");
                texts.forEach(list::add);
            } else {
                entry.put("value", texts.get(0));
            }
        });
        return given;
    }

    private static boolean isList(String value) {
        return value.contains("[*]");
    }

    /** The texts of a param: one, or those of a whole list. */
    private List<String> filled(String value, Map<String, String> known) {
        Matcher reference = RESULT.matcher(value);
        if (isList(value) && reference.matches()) {
            List<String> found = new ArrayList<>();
            for (int i = 0; known.containsKey(reference.group(1) + "-" + i + "." + reference.group(2)); i++) {
                found.add(known.getOrDefault(reference.group(1) + "-" + i + "." + reference.group(2), ""));
            }
            return found.isEmpty() ? List.of(value) : found;
        }
        return List.of(reference.replaceAll(match ->
                Matcher.quoteReplacement(known.getOrDefault(match.group(1) + "." + match.group(2), match.group()))));
    }

    /** The spec of a Task. */
    ObjectNode spec() {
        ObjectNode spec = JsonMapper.shared().createObjectNode();
        params.forEach((param, value) -> spec.withArray("params")
                .addObject()
                .put("name", param)
                .put("type", isList(value) ? "array" : "string"));
        if (isMatrix()) {
            spec.withArray("params").addObject().put("name", over).put("type", "string");
        }
        results.keySet()
                .forEach(result -> spec.withArray("results")
                        .addObject()
                        .put("name", result)
                        .put("type", "string"));
        ObjectNode step = spec.putArray("steps").addObject();
        step.putObject("computeResources");
        step.put("image", tool.image()).put("name", tool.step()).put("script", tool.script());
        return spec;
    }
}
