package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The differences between the lineage's definition and that of a retry.
 *
 * @param list the changes by task
 * @param changed names of the tasks that were added or changed
 * @param renewed names of those, and of all tasks that depend on them
 * @param notCompared names of the tasks that look the same, but refer to something that was not compared
 * @param tasks specs of the Tasks in the cluster, by name
 * @param definition the definition that the retry adopts; null when it keeps the recorded one
 */
record DefinitionChanges(
        List<DefinitionChange> list,
        Set<String> changed,
        Set<String> renewed,
        Set<String> notCompared,
        Map<String, ObjectNode> tasks,
        @Nullable RenewedDefinition definition) {

    /** The recorded definition stays in force. */
    static final DefinitionChanges NONE =
            new DefinitionChanges(List.of(), Set.of(), Set.of(), Set.of(), Map.of(), null);

    boolean renews(SpecTask task) {
        return renewed.contains(task.name());
    }

    /** Why a renewed task runs. */
    RetryActionReason reason(SpecTask task) {
        return changed.contains(task.name())
                ? RetryActionReason.DEFINITION_CHANGED
                : RetryActionReason.DEPENDS_ON_RERUN;
    }
}
