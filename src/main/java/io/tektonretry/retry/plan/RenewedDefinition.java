package io.tektonretry.retry.plan;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The definition that a retry, and all after it, went on with.
 *
 * @param pipeline the spec of the pipeline before params are put in place; null when the pipeline of the run itself holds on
 * @param tasks names of the tasks of which nothing counts that came before
 */
public record RenewedDefinition(@Nullable ObjectNode pipeline, Set<String> tasks) {

    public RenewedDefinition {
        tasks = Set.copyOf(tasks);
    }
}
