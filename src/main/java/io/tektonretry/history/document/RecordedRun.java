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
 * @param children the TaskRuns, CustomRuns and child PipelineRuns that it names, oldest first; none of a name if the
 * end of the newest of that name was not observed
 * @param parentUid UID of the PipelineRun whose child it is; null when there is none
 * @param definition its pipeline before param substitution, if a retry needed it; null otherwise
 * @param renewedTasks names of the tasks whose earlier results no longer count, because the run adopted another
 * definition; null when it kept the definition of earlier runs
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
