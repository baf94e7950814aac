package io.tektonretry.retry.plan;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the annotations of a pipeline's author. Tekton copies the annotations of a Pipeline to its runs when they start
 * ({@code storePipelineSpecAndMergeMeta}), so only the run has to be read.
 */
final class AuthorWord {

    /** Means all tasks. */
    static final String ALL = "*";

    private AuthorWord() {}

    static String text(ObjectNode run, String key) {
        return run.path("metadata").path("annotations").path(key).asString("").strip();
    }

    /** The names in a comma-separated list. */
    static Set<String> names(ObjectNode run, String key) {
        List<String> names = Arrays.stream(text(run, key).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return new LinkedHashSet<>(names);
    }
}
