package io.tektonretry.retry.plan;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pipeline and the Tasks of a lineage as they are in the cluster now.
 *
 * @param pipeline the spec of the Pipeline; null when the pipeline is written into the run
 * @param tasks the specs of the Tasks that it refers to, by name; those that are not there are missing
 * @param refusal why they are not known; null when they are
 */
public record CurrentDefinition(
        @Nullable ObjectNode pipeline,
        Map<String, ObjectNode> tasks,
        @Nullable Refusal refusal) {

    public CurrentDefinition {
        tasks = Map.copyOf(tasks);
    }

    /** What is not known. */
    public static CurrentDefinition unknown(Refusal refusal) {
        return new CurrentDefinition(null, Map.of(), refusal);
    }

    /** How many tasks the pipeline has; 0 when it is written into the run. */
    public int size() {
        return pipeline == null
                ? 0
                : pipeline.path("tasks").size() + pipeline.path("finally").size();
    }

    /** Tells one state of the cluster from another. */
    String fingerprint() {
        StringBuilder text = new StringBuilder();
        if (pipeline != null) {
            text.append(Canonical.of(pipeline));
        }
        new TreeMap<>(tasks)
                .forEach((name, spec) -> text.append(name).append(' ').append(Canonical.of(spec)));
        return Hash.of(text.toString());
    }
}
