package io.tektonretry.history;

import java.util.List;

/**
 * A recorded PipelineRun with its children.
 *
 * @param pipelineRun the run
 * @param children its TaskRuns, CustomRuns and child PipelineRuns, oldest first
 */
public record RecordedRun(RecordedObject pipelineRun, List<RecordedObject> children) {

    public RecordedRun {
        children = List.copyOf(children);
    }
}
