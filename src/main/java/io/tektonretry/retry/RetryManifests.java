package io.tektonretry.retry;

import io.tektonretry.history.RetryRequest;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.TektonKeys;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects to create for a request, marked as its own.
 *
 * @param pipeline to be created first; null when the run is inline
 * @param pipelineRun pending when volumes must be adopted before its first task starts
 */
record RetryManifests(@Nullable ObjectNode pipeline, ObjectNode pipelineRun) {

    static RetryManifests of(RetryPlan plan, RetryPlan.Form form, RetryRequest request) {
        ObjectNode run = marked(plan, form.pipelineRun(), request);
        if (!plan.adoptedClaims().isEmpty()) {
            run.withObjectProperty("spec").put("status", "PipelineRunPending");
        }
        ObjectNode pipeline = form.pipeline();
        return new RetryManifests(pipeline == null ? null : marked(plan, pipeline, request), run);
    }

    private static ObjectNode marked(RetryPlan plan, ObjectNode object, RetryRequest request) {
        ObjectNode copy = object.deepCopy();
        ObjectNode annotations = copy.withObjectProperty("metadata").withObjectProperty("annotations");
        annotations.put(TektonKeys.PLAN_VERSION, plan.planVersion());
        annotations.put(TektonKeys.REQUEST_ID, request.id().toString());
        annotations.put(TektonKeys.REQUESTED_BY, request.requester().name());
        String reason = request.reason();
        if (reason != null) {
            annotations.put(TektonKeys.REASON, reason);
        }
        return copy;
    }
}
