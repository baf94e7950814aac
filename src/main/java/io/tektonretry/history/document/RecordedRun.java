package io.tektonretry.history.document;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recorded PipelineRun with its children.
 *
 * @param pipelineRun the run
 * @param children the TaskRuns, CustomRuns and child PipelineRuns that it names, oldest first; none of a name when nobody saw how the
 *     newest of that name ended
 * @param parentUid of the PipelineRun that has it for a child; null when there is none
 * @param definition its pipeline before params are put in place, as far as a retry needed it; null when none did
 * @param renewedTasks names of the tasks of which nothing counts that was recorded before, when it went on with another definition than
 *     the runs before it: with its own, or that of the run that it derives from; null when it did not
 */
public record RecordedRun(
        RecordedObject pipelineRun,
        List<RecordedObject> children,
        @Nullable UUID parentUid,
        @Nullable ObjectNode definition,
        @Nullable Set<String> renewedTasks) {

    public RecordedRun {
        children = List.copyOf(children);
        renewedTasks = renewedTasks == null ? null : Set.copyOf(renewedTasks);
    }
}
