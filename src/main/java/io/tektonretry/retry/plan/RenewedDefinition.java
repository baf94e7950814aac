package io.tektonretry.retry.plan;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A definition that a retry has adopted, which applies to all later ones.
 *
 * @param pipeline the pipeline spec before param substitution; null when the run's own pipeline stays in force
 * @param tasks names of the tasks whose earlier results no longer count
 */
public record RenewedDefinition(@Nullable ObjectNode pipeline, Set<String> tasks) {

    public RenewedDefinition {
        tasks = Set.copyOf(tasks);
    }
}
