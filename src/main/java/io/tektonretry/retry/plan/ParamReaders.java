package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toMap;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Finds the pipeline params that a task reads: in its own texts, and in the bindings of its workspaces. */
final class ParamReaders {

    private static final List<String> PREFIXES = List.of("params.", "params[\"", "params['");

    private final Map<String, ObjectNode> bindings;
    private final Map<SpecTask, Set<String>> variables = new HashMap<>();

    ParamReaders(ObjectNode root) {
        this.bindings = Fields.objects(root.path("spec"), "workspaces").stream()
                .collect(toMap(binding -> Fields.text(binding, "name"), binding -> binding, (a, b) -> a));
    }

    /** Whether the task reads one of the params. */
    boolean reads(SpecTask task, Set<String> params) {
        return !params.isEmpty()
                && variables.computeIfAbsent(task, this::variablesOf).stream()
                        .anyMatch(variable -> params.stream().anyMatch(param -> names(variable, param)));
    }

    /** Whether a variable, without its prefix, refers to the param or a part of it. */
    private static boolean names(String variable, String param) {
        return variable.equals(param)
                || (variable.startsWith(param) && ".[\"'".indexOf(variable.charAt(param.length())) >= 0);
    }

    private Set<String> variablesOf(SpecTask task) {
        Set<String> found = new LinkedHashSet<>();
        ObjectNode definition = task.definition();
        Set<String> own = ownParams(definition);
        for (Map.Entry<String, JsonNode> field : definition.properties()) {
            boolean embedded = "taskSpec".equals(field.getKey());
            collect(field.getValue(), variable -> {
                if (!embedded || own.stream().noneMatch(param -> names(variable, param))) {
                    found.add(variable);
                }
            });
        }
        task.workspaces().stream()
                .map(bindings::get)
                .filter(binding -> binding != null)
                .forEach(binding -> collect(binding, found::add));
        return found;
    }

    /**
     * Params given to an embedded task, or with a default there, hide those of the pipeline ({@code propagateParams}).
     */
    static Set<String> ownParams(ObjectNode task) {
        Set<String> own = new LinkedHashSet<>();
        Predicate<JsonNode> hasDefault = param -> param.has("default");
        Stream.of(
                        Fields.list(task, "params").stream(),
                        Fields.list(task.path("matrix"), "params").stream(),
                        Fields.list(task.path("matrix"), "include").stream()
                                .flatMap(include -> Fields.list(include, "params").stream()),
                        Fields.list(task.path("taskSpec"), "params").stream().filter(hasDefault))
                .flatMap(params -> params)
                .forEach(param -> own.add(Fields.text(param, "name")));
        return own;
    }

    private static void collect(JsonNode node, Consumer<String> consumer) {
        if (node instanceof StringNode text) {
            Variables.forEach(
                    text.stringValue(),
                    variable -> PREFIXES.stream()
                            .filter(variable::startsWith)
                            .findFirst()
                            .ifPresent(prefix -> consumer.accept(variable.substring(prefix.length()))));
        } else {
            node.forEach(element -> collect(element, consumer));
        }
    }
}
