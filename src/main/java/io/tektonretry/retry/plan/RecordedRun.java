package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * One PipelineRun of a lineage with its children, each as it was last seen.
 *
 * @param pipelineRun the PipelineRun
 * @param children its TaskRuns, CustomRuns and child PipelineRuns
 * @param goneUids UIDs of those among them that are no longer in the cluster
 */
public record RecordedRun(ObjectNode pipelineRun, List<ObjectNode> children, Set<String> goneUids) {

    public RecordedRun {
        children = List.copyOf(children);
        goneUids = Set.copyOf(goneUids);
    }
}
