package io.tektonretry.retry;

import io.tektonretry.history.RequestProof;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RunHolder;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.TektonKeys;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects to create for a request, with its proofs.
 *
 * @param pipeline to be created first; null when the run is inline
 * @param pipelineRun pending when volumes must be adopted before its first task starts
 */
record RetryManifests(@Nullable ObjectNode pipeline, ObjectNode pipelineRun) {

    private static final String PENDING = "PipelineRunPending";

    /** The objects under the request's name without proofs, for a dry run. */
    static RetryManifests unmarked(RetryPlan.Form form, RetryRequest request) {
        ObjectNode run = named(form.pipelineRun(), request.name());
        ObjectNode pipeline = form.pipeline();
        if (pipeline == null) {
            return new RetryManifests(null, run);
        }
        run.withObjectProperty("spec").withObjectProperty("pipelineRef").put("name", request.name());
        return new RetryManifests(named(pipeline, request.name()), run);
    }

    /** The objects to create. */
    static RetryManifests of(RetryPlan plan, RetryPlan.Form form, RetryRequest request, RequestProof proof) {
        RetryManifests manifests = unmarked(form, request);
        ObjectNode run = marked(plan, manifests.pipelineRun(), request, proof.ofRun());
        if (!plan.adoptedClaims().isEmpty()) {
            keptPending(run);
        }
        ObjectNode pipeline = manifests.pipeline();
        return new RetryManifests(pipeline == null ? null : marked(plan, pipeline, request, proof.ofPipeline()), run);
    }

    /**
     * The other system that would hold the run and start it; null when there is none.
     *
     * @param planned the cluster's answer to a dry run of the form
     */
    static @Nullable RunHolder heldBy(RetryPlan.Form form, ObjectNode planned) {
        if (isPending(form.pipelineRun())) {
            return RunHolder.PIPELINES_AS_CODE;
        }
        return isPending(planned) ? RunHolder.ADMISSION : null;
    }

    static boolean isPending(ObjectNode run) {
        return PENDING.equals(run.path("spec").path("status").asString(""));
    }

    private static ObjectNode named(ObjectNode object, String name) {
        ObjectNode copy = object.deepCopy();
        ObjectNode metadata = copy.withObjectProperty("metadata").put("name", name);
        if (metadata.path("annotations").has(TektonKeys.PAC_EXECUTION_ORDER)) {
            metadata.withObjectProperty("annotations")
                    .put(
                            TektonKeys.PAC_EXECUTION_ORDER,
                            metadata.path("namespace").asString("") + "/" + name);
        }
        return copy;
    }

    /** Keeps the run pending until its volumes are adopted; until then it is in no queue. */
    private static void keptPending(ObjectNode run) {
        if (isPending(run)) {
            ObjectNode metadata = run.withObjectProperty("metadata");
            metadata.withObjectProperty("labels").remove(TektonKeys.PAC_STATE);
            metadata.withObjectProperty("annotations").remove(TektonKeys.PAC_STATE);
        }
        run.withObjectProperty("spec").put("status", PENDING);
    }

    private static ObjectNode marked(RetryPlan plan, ObjectNode copy, RetryRequest request, String proof) {
        ObjectNode annotations = copy.withObjectProperty("metadata").withObjectProperty("annotations");
        annotations.put(TektonKeys.PLAN_VERSION, plan.planVersion());
        annotations.put(TektonKeys.REQUEST_ID, request.id().toString());
        annotations.put(TektonKeys.REQUEST_PROOF, proof);
        annotations.put(TektonKeys.REQUESTED_BY, request.requester().shownName());
        String reason = request.reason();
        if (reason != null) {
            annotations.put(TektonKeys.REASON, reason);
        }
        return copy;
    }
}
