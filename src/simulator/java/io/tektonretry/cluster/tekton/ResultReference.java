package io.tektonretry.cluster.tekton;

import java.util.ArrayList;
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
        List<ResultReference> found = new ArrayList<>();
        collect(node, found);
        return found;
    }

    private static void collect(JsonNode node, List<ResultReference> found) {
        if (node.isString() && node.stringValue().contains("$(")) {
            REFERENCE
                    .matcher(node.stringValue())
                    .results()
                    .map(ResultReference::of)
                    .forEach(found::add);
        }
        node.forEach(part -> collect(part, found));
    }

    /** The references that make a pipeline task wait for another one. */
    static List<ResultReference> ofPipelineTask(JsonNode task) {
        List<ResultReference> found = new ArrayList<>();
        collect(task.path("params"), found);
        collect(task.path("when"), found);
        collect(task.path("matrix"), found);
        collect(task.path("taskSpec").path("steps"), found);
        collect(task.path("taskSpec").path("sidecars"), found);
        return found;
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
