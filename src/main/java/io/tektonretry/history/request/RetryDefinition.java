package io.tektonretry.history.request;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The definition from which later retries of a lineage are derived.
 *
 * @param pipeline the pipeline before param substitution; null to keep the run's definition
 * @param renewedTasks names of the tasks whose recorded results no longer count; null when all count
 * @param tasks names of all tasks, in order; null when they are those of the first run
 */
public record RetryDefinition(
        @Nullable ObjectNode pipeline,
        @Nullable List<String> renewedTasks,
        @Nullable List<String> tasks) {

    /** The lineage's own pipeline. */
    public static RetryDefinition of(ObjectNode pipeline) {
        return new RetryDefinition(pipeline, null, null);
    }

    /** Another definition, with which the lineage continues. */
    public static RetryDefinition renewed(
            @Nullable ObjectNode pipeline, Collection<String> renewedTasks, List<String> tasks) {
        return new RetryDefinition(pipeline, renewedTasks.stream().sorted().toList(), List.copyOf(tasks));
    }

    @Nullable
    String pipelineText() {
        return pipeline == null ? null : pipeline.toString();
    }
}
