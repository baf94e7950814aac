package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of the definition of a lineage is another in a retry.
 *
 * @param list task by task
 * @param changed names of the tasks that were added or changed
 * @param renewed names of those, and of all that depends on them
 * @param notCompared names of the tasks that look the same, but for what they refer to
 * @param tasks the specs of the Tasks in the cluster, by name
 * @param definition what the retry goes on with; null when it goes on with what was recorded
 */
record DefinitionChanges(
        List<DefinitionChange> list,
        Set<String> changed,
        Set<String> renewed,
        Set<String> notCompared,
        Map<String, ObjectNode> tasks,
        @Nullable RenewedDefinition definition) {

    /** What was recorded holds on. */
    static final DefinitionChanges NONE =
            new DefinitionChanges(List.of(), Set.of(), Set.of(), Set.of(), Map.of(), null);

    boolean renews(SpecTask task) {
        return renewed.contains(task.name());
    }

    /** Why a task runs that is renewed. */
    RetryActionReason reason(SpecTask task) {
        return changed.contains(task.name())
                ? RetryActionReason.DEFINITION_CHANGED
                : RetryActionReason.DEPENDS_ON_RERUN;
    }
}
