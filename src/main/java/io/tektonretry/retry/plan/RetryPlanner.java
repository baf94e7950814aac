package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Plans the retry of a recorded run. */
public final class RetryPlanner {

    private RetryPlanner() {}

    /** The plan of the last run of the lineage. Equal requests give equal plans, to the byte. */
    public static RetryPlan plan(RetryRequest request) {
        List<RecordedRun> lineage = request.lineage();
        RecordedRun retried = lineage.get(lineage.size() - 1);
        Optional<Refusal> refusal = Gate.refusal(retried);
        if (refusal.isPresent()) {
            return refused(request, refusal.get());
        }
        Optional<BasePipeline> base = BasePipeline.of(lineage.get(0).pipelineRun());
        if (base.isEmpty()) {
            return refused(request, noSpec(retried.pipelineRun()));
        }
        return Gate.neverStarted(lineage)
                .map(never -> refused(request, never))
                .orElseGet(() -> new Planning(request, base.get()).plan());
    }

    private static RetryPlan refused(RetryRequest request, Refusal refusal) {
        ObjectNode retried = request.lineage().get(request.lineage().size() - 1).pipelineRun();
        return RetryPlan.refused(
                retried.path("metadata").path("uid").asString(""), request.retryNumber(), List.of(refusal));
    }

    private static Refusal noSpec(ObjectNode run) {
        return Refusal.of(
                RefusalCode.NO_RESOLVED_SPEC,
                Gate.address(run) + " ended before its pipeline was resolved; start it anew");
    }
}
