package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One PipelineRun of a lineage with its children, each as last observed.
 *
 * @param pipelineRun the PipelineRun
 * @param children its TaskRuns, CustomRuns and child PipelineRuns; those that it does not name are ignored
 * @param goneUids UIDs of those of them that no longer exist in the cluster
 * @param parentUid UID of the PipelineRun whose child it is; null when there is none
 * @param renewed the definition that it adopted; null when it kept the definition of earlier runs
 */
public record AttemptDocuments(
        ObjectNode pipelineRun,
        List<ObjectNode> children,
        Set<String> goneUids,
        @Nullable String parentUid,
        @Nullable RenewedDefinition renewed) {

    public AttemptDocuments {
        children = List.copyOf(children);
        goneUids = Set.copyOf(goneUids);
    }

    /** A run without a parent. */
    public AttemptDocuments(ObjectNode pipelineRun, List<ObjectNode> children, Set<String> goneUids) {
        this(pipelineRun, children, goneUids, null);
    }

    /** A run that kept the definition of earlier runs. */
    public AttemptDocuments(
            ObjectNode pipelineRun, List<ObjectNode> children, Set<String> goneUids, @Nullable String parentUid) {
        this(pipelineRun, children, goneUids, parentUid, null);
    }
}
