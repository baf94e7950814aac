package io.tektonretry.retry.plan;

import io.tektonretry.cluster.PipelineRunWebhook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds what Tekton's webhook refuses in an inline PipelineRun, and what else the planner may not derive. */
final class ManifestProblems {

    private static final Pattern PARAM = Pattern.compile("params\\.([^.\\[]+)(?:\\.(.+)|\\[(.+)])?");
    private static final Set<String> PREFIXES = Set.of("params", "tasks", "context", "workspaces");
    private static final List<String> CHECKED = List.of("params", "when", "matrix");

    private final JsonNode run;
    private final JsonNode spec;
    private final Map<String, ObjectNode> tasks;
    private final Map<String, JsonNode> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private ManifestProblems(ObjectNode run) {
        this.run = run;
        this.spec = run.path("spec").path("pipelineSpec");
        this.tasks = GeneratedPipeline.byName(spec.path("tasks"));
    }

    static List<String> of(ObjectNode run) {
        ManifestProblems found = new ManifestProblems(run);
        found.problems.addAll(new PipelineRunWebhook().objections(run.deepCopy()));
        found.lookAtNames();
        found.lookAtParams();
        found.tasks.values().forEach(found::lookAtTask);
        GeneratedPipeline.byName(spec(run).path("finally")).values().forEach(found::lookAtFinallyTask);
        found.lookForCircles();
        found.lookAtTheRest();
        return found.problems;
    }

    private static JsonNode spec(JsonNode run) {
        return run.path("spec").path("pipelineSpec");
    }

    private void lookAtNames() {
        refuse(tasks.isEmpty(), "there are no tasks");
        Set<String> names = new HashSet<>();
        for (String section : List.of("tasks", "finally")) {
            spec.path(section)
                    .forEach(task -> refuse(
                            !names.add(task.path("name").stringValue()), "two tasks are called " + task.path("name")));
        }
        refuse(spec.has("finally") && spec.path("finally").isEmpty(), "finally is empty");
    }

    private void lookAtParams() {
        Map<String, JsonNode> given = new HashMap<>();
        for (JsonNode param : run.path("spec").path("params")) {
            String name = param.path("name").stringValue();
            refuse(given.put(name, param.path("value")) != null, name + " is given twice");
            References.variables(param.path("value"))
                    .forEach(variable -> refuse(
                            variable.startsWith("tasks.") || variable.startsWith("context."),
                            name + " holds " + variable));
        }
        for (JsonNode param : spec.path("params")) {
            String name = param.path("name").stringValue();
            JsonNode value = given.getOrDefault(name, param.path("default"));
            refuse(values.put(name, value) != null, name + " is declared twice");
            refuse(!type(value).equals(param.path("type").stringValue()), name + " is no " + param.path("type"));
            param.path("properties")
                    .propertyNames()
                    .forEach(key -> refuse(!value.has(key), name + " has no key " + key));
        }
    }

    private static String type(JsonNode value) {
        return value.isString() ? "string" : value.isArray() ? "array" : value.isObject() ? "object" : "nothing";
    }

    private void lookAtTask(ObjectNode task) {
        lookAtTexts(task);
        References.parents(task)
                .forEach(parent -> refuse(!tasks.containsKey(parent), name(task) + " waits for " + parent));
        References.variables(task)
                .forEach(variable -> refuse(
                        variable.matches("tasks\\.(status|[^.]+\\.(status|reason))"),
                        name(task) + " asks for " + variable));
    }

    private void lookAtFinallyTask(ObjectNode task) {
        lookAtTexts(task);
        refuse(task.has("runAfter"), name(task) + " can't wait");
    }

    private void lookAtTexts(ObjectNode task) {
        Set<String> own = new HashSet<>();
        task.path("taskSpec")
                .path("params")
                .forEach(param -> own.add(param.path("name").stringValue()));
        for (String variable : References.variables(task)) {
            String[] parts = variable.split("[.\\[]");
            refuse(
                    parts[0].equals("tasks") && !variable.equals("tasks.status") && !tasks.containsKey(parts[1]),
                    name(task) + " refers to " + variable);
            refuse(variable.startsWith("context.pipelineRun"), name(task) + " has another identity: " + variable);
            if (parts[0].equals("params") && !own.contains(parts[1])) {
                lookAtParam(task, variable);
            }
        }
        for (String field : CHECKED) {
            References.variables(task.path(field))
                    .forEach(variable -> refuse(
                            !PREFIXES.contains(variable.split("\\.")[0]), name(task) + " has the foreign " + variable));
        }
        References.forEachText(
                task,
                text -> refuse(
                        text.contains("[*])") && !text.matches("\\$\\([^$]+\\[\\*]\\)"),
                        name(task) + " mixes a list into " + text));
        task.path("when").forEach(when -> {
            refuse(when.path("values").isEmpty(), name(task) + " compares with nothing");
            refuse(
                    when.path("input").asString("").matches("\\$\\(params\\..*\\[\\*]\\)"),
                    name(task) + " compares a list");
        });
    }

    private void lookAtParam(ObjectNode task, String variable) {
        Matcher matcher = PARAM.matcher(variable);
        JsonNode value = matcher.matches() ? values.get(matcher.group(1)) : null;
        if (value == null) {
            refuse(true, name(task) + " uses the undeclared " + variable);
        } else if (matcher.group(2) != null) {
            refuse(!value.path(matcher.group(2)).isString(), name(task) + " uses a missing key " + variable);
        } else if (matcher.group(3) == null) {
            refuse(!value.isString(), name(task) + " needs [*] behind " + variable);
        } else if (!"*".equals(matcher.group(3))) {
            refuse(!value.has(Integer.parseInt(matcher.group(3))), name(task) + " is out of bounds with " + variable);
        } else {
            refuse(!value.isContainer(), name(task) + " takes a text for a list: " + variable);
        }
    }

    private void lookForCircles() {
        Set<String> done = new HashSet<>();
        boolean moved = true;
        while (moved) {
            moved = tasks.entrySet().stream()
                    .filter(task -> done.containsAll(References.parents(task.getValue())))
                    .map(task -> done.add(task.getKey()))
                    .reduce(false, Boolean::logicalOr);
        }
        refuse(done.size() != tasks.size(), "there is a circle");
    }

    private void lookAtTheRest() {
        Set<String> all = new HashSet<>(tasks.keySet());
        all.addAll(GeneratedPipeline.byName(spec.path("finally")).keySet());
        run.path("spec")
                .path("taskRunSpecs")
                .forEach(entry -> refuse(
                        !all.contains(entry.path("pipelineTaskName").stringValue()), "taskRunSpecs of a missing task"));
        References.variables(spec.path("results"))
                .forEach(variable -> refuse(!all.contains(variable.split("\\.")[1]), "results refer to " + variable));
        refuse(run.path("spec").has("status") || run.has("status"), "it has a status");
    }

    private void refuse(boolean wrong, String problem) {
        if (wrong) {
            problems.add(problem);
        }
    }

    private static String name(JsonNode task) {
        return task.path("name").stringValue();
    }
}
