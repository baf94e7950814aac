package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Finds references in pipeline tasks without the planner's eyes. */
final class References {

    /** Everything inside of {@code $(...)}. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([^()$]+)\\)");

    private static final Pattern RESULT =
            Pattern.compile("tasks\\.([^.]+)\\.results\\.([^.\\[]+)(?:\\.([^.\\[]+)|\\[(.+)])?");

    private static final List<String> MAKING_DEPENDENCIES = List.of("params", "matrix", "when", "taskSpec");

    private References() {}

    static List<String> variables(JsonNode node) {
        List<String> variables = new ArrayList<>();
        forEachText(node, text -> {
            Matcher matcher = VARIABLE.matcher(text);
            while (matcher.find()) {
                variables.add(matcher.group(1));
            }
        });
        return variables;
    }

    /** The results that a task waits for: groups are task, result, key and index. */
    static List<MatchResult> results(JsonNode task) {
        List<MatchResult> results = new ArrayList<>();
        for (String field : MAKING_DEPENDENCIES) {
            for (String variable : variables(task.path(field))) {
                Matcher matcher = RESULT.matcher(variable);
                if (matcher.matches()) {
                    results.add(matcher.toMatchResult());
                }
            }
        }
        return results;
    }

    static Set<String> parents(JsonNode task) {
        Set<String> parents = new LinkedHashSet<>();
        task.path("runAfter").forEach(name -> parents.add(name.stringValue()));
        results(task).forEach(result -> parents.add(result.group(1)));
        return parents;
    }

    static void forEachText(JsonNode node, Consumer<String> consumer) {
        if (node.isString()) {
            consumer.accept(node.stringValue());
        }
        node.forEach(child -> forEachText(child, consumer));
    }
}
