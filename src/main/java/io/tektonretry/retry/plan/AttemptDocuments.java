package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One PipelineRun of a lineage with its children, each as it was last seen.
 *
 * @param pipelineRun the PipelineRun
 * @param children its TaskRuns, CustomRuns and child PipelineRuns; those that it does not name are left out
 * @param goneUids UIDs of those among them that are no longer in the cluster
 * @param parentUid UID of the PipelineRun that has it for a child; null when there is none
 * @param renewed what it went on with, in place of the definition of the runs before it; null when it kept to that
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

    /** A run that belongs to no other. */
    public AttemptDocuments(ObjectNode pipelineRun, List<ObjectNode> children, Set<String> goneUids) {
        this(pipelineRun, children, goneUids, null);
    }

    /** A run that keeps to the definition of the runs before it. */
    public AttemptDocuments(
            ObjectNode pipelineRun, List<ObjectNode> children, Set<String> goneUids, @Nullable String parentUid) {
        this(pipelineRun, children, goneUids, parentUid, null);
    }
}
