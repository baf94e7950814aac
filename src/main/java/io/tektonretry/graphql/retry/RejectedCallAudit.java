package io.tektonretry.graphql.retry;

import io.tektonretry.access.CurrentCaller;
import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.visible.RequesterRights;
import io.tektonretry.history.audit.AuditAction;
import io.tektonretry.history.audit.AuditedCall;
import io.tektonretry.retry.RetryOutcomes;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RetryOptions;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Audits calls for retries that are rejected before the use case. A mutation that starts or cancels retries calls this
 * once for every rejected run; the use case audits all others itself.
 */
@Component
final class RejectedCallAudit {

    private final RetryOutcomes outcomes;
    private final CurrentCaller caller;

    RejectedCallAudit(RetryOutcomes outcomes, CurrentCaller caller) {
        this.outcomes = outcomes;
        this.caller = caller;
    }

    /** Records a rejected retry. */
    Refusal from(RetryInput input, Refusal refusal) {
        return told(
                runUid(input.runId()),
                input.reason(),
                input.idempotencyKey(),
                input.planVersion(),
                input.params(),
                input.overriddenTasks(),
                input.definition(),
                refusal);
    }

    /** Records a rejected bulk retry, once and without a run. */
    Refusal from(BulkRetryInput input, Refusal refusal) {
        return told(
                null,
                input.reason(),
                input.idempotencyKey(),
                null,
                input.params(),
                input.of("").overriddenTasks(),
                input.definition(),
                refusal);
    }

    private Refusal told(
            @Nullable UUID runUid,
            @Nullable String reason,
            @Nullable String idempotencyKey,
            @Nullable String planVersion,
            @Nullable List<ParamInput> params,
            List<String> overrides,
            RetryOptions.@Nullable Definition definition,
            Refusal refusal) {
        AuditedCall call = new AuditedCall(
                AuditAction.RETRY_PIPELINE_RUN,
                RequesterRights.requester(caller),
                runUid,
                reason,
                idempotencyKey,
                planVersion,
                ParamInput.names(params),
                overrides,
                (definition == null ? RetryOptions.Definition.RECORDED : definition).name());
        outcomes.rejected(call, refusal);
        return refusal;
    }

    /** Records a rejected cancellation. */
    void fromCancelling(@Nullable UUID requestId, String code, String message) {
        outcomes.notCancelled(requestId, RequesterRights.requester(caller), code, message);
    }

    private static @Nullable UUID runUid(String id) {
        try {
            return NodeId.parseRun(id);
        } catch (InvalidInputException e) {
            return null;
        }
    }
}
