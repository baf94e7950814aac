package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What other systems of the cluster require of the metadata of every retry.
 *
 * @param leaveOut keys of labels and annotations that are not copied; {@code *} matches any text
 * @param labels added to every retry
 * @param annotations added to every retry
 * @param finalizers added to every retry
 * @param pipelinesAsCode how runs of Pipelines-as-Code are retried
 */
public record Neighbours(
        List<String> leaveOut,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<String> finalizers,
        PipelinesAsCodeRules pipelinesAsCode) {

    public Neighbours {
        leaveOut = List.copyOf(leaveOut);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        finalizers = List.copyOf(finalizers);
    }

    /** With the defaults for Pipelines-as-Code. */
    public Neighbours(
            List<String> leaveOut,
            Map<String, String> labels,
            Map<String, String> annotations,
            List<String> finalizers) {
        this(leaveOut, labels, annotations, finalizers, PipelinesAsCodeRules.defaults());
    }

    /** The same with other rules for Pipelines-as-Code. */
    public Neighbours with(PipelinesAsCodeRules rules) {
        return new Neighbours(leaveOut, labels, annotations, finalizers, rules);
    }

    /** No requirements. */
    public static Neighbours none() {
        return new Neighbours(List.of(), Map.of(), Map.of(), List.of());
    }

    boolean leavesOut(String key) {
        return leaveOut.stream().anyMatch(pattern -> matches(pattern, key));
    }

    private static boolean matches(String pattern, String key) {
        String[] parts = pattern.split("\\*", -1);
        return Pattern.matches(
                String.join(".*", Stream.of(parts).map(Pattern::quote).toList()), key);
    }
}
