package io.tektonretry.retry.plan;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the author of a pipeline says by annotation. Tekton copies the annotations of a Pipeline to its runs when they start
 * ({@code storePipelineSpecAndMergeMeta}), so that the run alone is to be read.
 */
final class AuthorWord {

    /** Stands for all tasks. */
    static final String ALL = "*";

    private AuthorWord() {}

    static String text(ObjectNode run, String key) {
        return run.path("metadata").path("annotations").path(key).asString("").strip();
    }

    /** The names in a list that is separated by commas. */
    static Set<String> names(ObjectNode run, String key) {
        List<String> names = Arrays.stream(text(run, key).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return new LinkedHashSet<>(names);
    }
}
