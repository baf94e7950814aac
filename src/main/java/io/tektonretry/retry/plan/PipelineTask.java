package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One task of the base pipeline.
 *
 * @param name of the task
 * @param isFinally whether it stands under {@code finally}
 * @param spec the task as JSON
 * @param variables every variable in it that speaks of another task
 */
record PipelineTask(String name, boolean isFinally, ObjectNode spec, List<TaskVariable> variables) {

    private static final String WORKSPACES = "workspaces.";

    static PipelineTask of(ObjectNode spec, boolean isFinally) {
        List<TaskVariable> variables = new ArrayList<>();
        TaskTexts.forEach(
                spec,
                text -> Variables.forEach(
                        text, expression -> TaskVariable.parse(expression).ifPresent(variables::add)));
        return new PipelineTask(spec.path("name").asString(""), isFinally, spec, List.copyOf(variables));
    }

    boolean isMatrix() {
        return spec.path("matrix").isObject();
    }

    boolean continuesOnError() {
        return "continue".equals(spec.path("onError").asString(""));
    }

    /** The tasks that must have ended before this one starts: by order and by result. */
    Set<String> parents() {
        Set<String> parents = new LinkedHashSet<>(runAfter());
        results().map(TaskVariable::task).forEach(parents::add);
        return parents;
    }

    List<String> runAfter() {
        List<String> names = new ArrayList<>();
        for (JsonNode name : spec.path("runAfter")) {
            names.add(name.asString(""));
        }
        return names;
    }

    Stream<TaskVariable> results() {
        return variables.stream().filter(variable -> variable.kind() == TaskVariable.Kind.RESULT);
    }

    /** The workspaces of the pipeline that this task uses, those that an embedded task takes without binding them included. */
    Set<String> workspaces() {
        Set<String> names = new LinkedHashSet<>();
        Set<String> bound = new HashSet<>();
        for (JsonNode binding : spec.path("workspaces")) {
            String name = binding.path("name").asString("");
            bound.add(name);
            names.add(binding.path("workspace").asString(name));
        }
        TaskTexts.forEach(
                spec,
                text -> Variables.forEach(
                        text,
                        expression -> propagatedWorkspace(expression)
                                .filter(name -> !bound.contains(name))
                                .ifPresent(names::add)));
        return names;
    }

    private static Optional<String> propagatedWorkspace(String expression) {
        int end = expression.lastIndexOf('.');
        return expression.startsWith(WORKSPACES) && end > WORKSPACES.length()
                ? Optional.of(expression.substring(WORKSPACES.length(), end))
                : Optional.empty();
    }
}
