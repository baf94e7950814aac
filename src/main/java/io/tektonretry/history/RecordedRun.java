package io.tektonretry.history;

import java.util.List;

/**
 * A recorded PipelineRun with its children.
 *
 * @param pipelineRun the run
 * @param children its TaskRuns, CustomRuns and child PipelineRuns, oldest first; without those of which nobody saw how they ended
 */
public record RecordedRun(RecordedObject pipelineRun, List<RecordedObject> children) {

    public RecordedRun {
        children = List.copyOf(children);
    }
}
