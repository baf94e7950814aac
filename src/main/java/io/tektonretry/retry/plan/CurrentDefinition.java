package io.tektonretry.retry.plan;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The current pipeline and Tasks of a lineage in the cluster.
 *
 * @param pipeline spec of the Pipeline; null when the pipeline is inline in the run
 * @param tasks specs of the referenced Tasks by name; those that do not exist are absent
 * @param refusal why they are not known; null when they are
 */
public record CurrentDefinition(
        @Nullable ObjectNode pipeline,
        Map<String, ObjectNode> tasks,
        @Nullable Refusal refusal) {

    public CurrentDefinition {
        tasks = Map.copyOf(tasks);
    }

    /** A definition that is not known. */
    public static CurrentDefinition unknown(Refusal refusal) {
        return new CurrentDefinition(null, Map.of(), refusal);
    }

    /** Number of tasks of the pipeline; 0 when it is inline in the run. */
    public int size() {
        return pipeline == null
                ? 0
                : pipeline.path("tasks").size() + pipeline.path("finally").size();
    }

    /** Detects changes of the definition in the cluster. */
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
