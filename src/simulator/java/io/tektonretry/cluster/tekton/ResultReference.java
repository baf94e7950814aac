package io.tektonretry.cluster.tekton;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A reference to a result of a pipeline task.
 *
 * @param variable the text between {@code $(} and {@code )}
 * @param task the producer
 * @param result the result
 * @param part the key of an object or empty
 * @param index {@code [1]}, {@code [*]} or empty
 */
record ResultReference(String variable, String task, String result, String part, String index) {

    private static final Pattern REFERENCE = Pattern.compile(
            "\\$\\(((?:tasks|finally)\\.([\\w-]+)\\.results\\.([\\w-]+)(?:\\.([\\w-]+))?(\\[(?:\\d+|\\*)])?)\\)");

    static List<ResultReference> in(JsonNode node) {
        return REFERENCE
                .matcher(node.toString())
                .results()
                .map(ResultReference::of)
                .toList();
    }

    /** The references that make a pipeline task wait for another one. */
    static List<ResultReference> ofPipelineTask(JsonNode task) {
        return in(Json.array(List.of(
                task.path("params"),
                task.path("when"),
                task.path("matrix"),
                task.path("taskSpec").path("steps"),
                task.path("taskSpec").path("sidecars"))));
    }

    private static ResultReference of(MatchResult found) {
        return new ResultReference(
                found.group(1), found.group(2), found.group(3), orEmpty(found, 4), orEmpty(found, 5));
    }

    private static String orEmpty(MatchResult found, int group) {
        String text = found.group(group);
        return text == null ? "" : text;
    }
}
