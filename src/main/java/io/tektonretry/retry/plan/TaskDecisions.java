package io.tektonretry.retry.plan;

import java.util.Map;
import java.util.Set;

/**
 * What becomes of every task.
 *
 * @param byTask by the name of the pipeline task
 * @param unrepresentable tasks whose recorded results are needed, but would arrive changed
 */
record TaskDecisions(Map<String, Decision> byTask, Set<String> unrepresentable) {

    Decision of(PipelineTask task) {
        return byTask.getOrDefault(task.name(), Decision.SKIPPED);
    }

    /** Whether any task of the graph runs, so that finally tasks follow it. */
    boolean graphRuns(BasePipeline base) {
        return base.dagTasks().stream().anyMatch(task -> of(task).runs());
    }

    boolean anyRuns() {
        return byTask.values().stream().anyMatch(Decision::runs);
    }

    /**
     * Whether the task stays in the derived spec. Skipped tasks stay, since Tekton decides about them again; but when only finally
     * tasks run there is no graph left.
     */
    boolean keeps(BasePipeline base, PipelineTask task) {
        Decision decision = of(task);
        return decision.runs() || (decision.equals(Decision.SKIPPED) && graphRuns(base));
    }
}
