package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Checks whether a Task is the one that a TaskRun has run. Tekton records the Task's spec after substituting everything
 * known before the pod exists ({@code applyParamsContextsResultsAndWorkspaces}), so the same is substituted in the Task
 * first.
 */
final class TaskDefinition {

    private static final List<String> REPLACED = List.of("steps", "stepTemplate", "sidecars", "volumes", "workspaces");

    private static final Pattern UNKNOWN =
            Pattern.compile("\\$\\((workspaces\\.[^()$]+\\.volume|context\\.task\\.retry-count)\\)");

    private static final String VALUE_OF_UNKNOWN = "abcdefghijklmnopqrstuvwxyz0123456789-";

    private TaskDefinition() {}

    /** Whether the TaskRun has run this Task spec; false if in doubt. */
    static boolean hasRun(ObjectNode taskRun, ObjectNode spec) {
        JsonNode recorded = taskRun.path("status").path("taskSpec");
        return recorded instanceof ObjectNode object
                && matches(Plain.ofTask(expected(taskRun, spec)), Plain.ofTask(object));
    }

    private static ObjectNode expected(ObjectNode taskRun, ObjectNode spec) {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        Fields.list(spec, "params").stream()
                .filter(param -> param.has("default"))
                .forEach(param -> params.put(Fields.text(param, "name"), param.path("default")));
        Fields.list(taskRun.path("spec"), "params")
                .forEach(param ->
                        params.merge(Fields.text(param, "name"), param.path("value"), TaskDefinition::withDefaultKeys));
        ParamValues values = new ParamValues(params);
        Map<String, String> known = known(taskRun, spec);
        return Rewritten.fields(
                spec, (name, value) -> REPLACED.contains(name) ? replaced(values.node(value), known) : value);
    }

    /** An object value may lack keys that its default provides. */
    private static JsonNode withDefaultKeys(JsonNode byDefault, JsonNode given) {
        if (!(byDefault instanceof ObjectNode defaults) || !(given instanceof ObjectNode values)) {
            return given;
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.setAll(defaults);
        all.setAll(values);
        return all;
    }

    private static JsonNode replaced(JsonNode node, Map<String, String> known) {
        if (node instanceof StringNode text) {
            return StringNode.valueOf(Variables.replace(text.stringValue(), known::get));
        }
        return node instanceof ObjectNode object
                ? Rewritten.fields(object, (name, value) -> replaced(value, known))
                : Rewritten.elements(node, element -> replaced(element, known));
    }

    private static Map<String, String> known(ObjectNode taskRun, ObjectNode spec) {
        Map<String, String> known = new HashMap<>();
        JsonNode metadata = taskRun.path("metadata");
        known.put("context.taskRun.name", Fields.text(metadata, "name"));
        known.put("context.taskRun.namespace", Fields.text(metadata, "namespace"));
        known.put("context.taskRun.uid", Fields.text(metadata, "uid"));
        known.put("context.task.name", Fields.text(taskRun.path("spec").path("taskRef"), "name"));
        known.put("credentials.path", "/tekton/creds");
        Fields.list(spec, "results").forEach(result -> {
            String name = Fields.text(result, "name");
            List.of("results." + name, "results[\"" + name + "\"]", "results['" + name + "']")
                    .forEach(variable -> known.put(variable + ".path", "/tekton/results/" + name));
        });
        List<JsonNode> steps = Fields.list(spec, "steps");
        IntStream.range(0, steps.size()).forEach(i -> {
            String given = Fields.text(steps.get(i), "name");
            String name = "step-" + (given.isEmpty() ? "unnamed-" + i : given);
            known.put("steps." + name + ".exitCode.path", "/tekton/steps/" + name + "/exitCode");
        });
        Fields.list(spec, "workspaces").forEach(workspace -> known.putAll(workspace(taskRun, workspace)));
        return known;
    }

    private static Map<String, String> workspace(ObjectNode taskRun, JsonNode workspace) {
        String name = Fields.text(workspace, "name");
        String variable = "workspaces." + name;
        JsonNode binding = Fields.list(taskRun.path("spec"), "workspaces").stream()
                .filter(bound -> name.equals(Fields.text(bound, "name")))
                .findFirst()
                .orElseGet(taskRun::missingNode);
        boolean isBound = binding.isObject();
        boolean isLeftOut = !isBound && workspace.path("optional").asBoolean(false);
        String mount = Fields.text(workspace, "mountPath");
        return Map.of(
                variable + ".bound",
                String.valueOf(isBound),
                variable + ".path",
                isLeftOut ? "" : mount.isEmpty() ? "/workspace/" + name : mount,
                variable + ".claim",
                Fields.text(binding.path("persistentVolumeClaim"), "claimName"));
    }

    private static boolean matches(JsonNode expected, JsonNode recorded) {
        if (expected instanceof ObjectNode object) {
            Set<String> names = new TreeSet<>(object.propertyNames());
            return recorded.isObject()
                    && names.equals(new TreeSet<>(recorded.propertyNames()))
                    && names.stream().allMatch(name -> matches(object.path(name), recorded.path(name)));
        }
        if (expected.isArray()) {
            return recorded.isArray()
                    && expected.size() == recorded.size()
                    && IntStream.range(0, expected.size()).allMatch(i -> matches(expected.path(i), recorded.path(i)));
        }
        return expected.equals(recorded)
                || (expected.isString()
                        && recorded.isString()
                        && matches(expected.stringValue(), recorded.stringValue()));
    }

    /**
     * Whether the text matches the expected one with any values in place of the unknown ones. Each part between two of
     * them is matched at its first occurrence, which is sufficient: what can follow a later occurrence can also follow
     * the first. A backtracking pattern could take exponential time.
     */
    private static boolean matches(String expected, String recorded) {
        String[] parts = UNKNOWN.split(expected, -1);
        String last = parts[parts.length - 1];
        int end = recorded.length() - last.length();
        if (parts.length == 1 || !recorded.startsWith(parts[0]) || !recorded.endsWith(last)) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int next = recorded.indexOf(parts[i], at);
            if (next < 0 || !isValue(recorded, at, next)) {
                return false;
            }
            at = next + parts[i].length();
        }
        return isValue(recorded, at, end);
    }

    private static boolean isValue(String text, int from, int to) {
        return from <= to && text.substring(from, to).chars().allMatch(c -> VALUE_OF_UNKNOWN.indexOf(c) >= 0);
    }
}
