package io.tektonretry.graphql.retry;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.RetryResult;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Outcome of {@code retryPipelineRun}. */
record RetryPayload(
        @Nullable UUID createdRun,
        @Nullable RetryRequest request,
        @Nullable RetryPlan plan,
        boolean replayed,
        List<UserError> userErrors,
        @Nullable String clientMutationId) {

    /** Why no run was created, with the argument at fault. */
    record UserError(
            RefusalCode code,
            String message,
            List<String> field,
            List<String> tasks,
            @Nullable String relatedRun) {

        static UserError of(Refusal refusal, String argument) {
            return new UserError(
                    refusal.code(),
                    refusal.message(),
                    List.of("input", argument),
                    refusal.tasks(),
                    refusal.relatedRun());
        }
    }

    static RetryPayload of(RetryInput input, RetryResult result) {
        List<UserError> errors =
                result.refusals().stream().map(refusal -> error(input, refusal)).toList();
        return new RetryPayload(
                result.createdRun(),
                result.request(),
                result.plan(),
                result.replayed(),
                errors,
                input.clientMutationId());
    }

    /** The payload of a preview. */
    static RetryPayload of(RetryInput input, RetryPlan plan) {
        List<UserError> errors =
                plan.refusals().stream().map(refusal -> error(input, refusal)).toList();
        return new RetryPayload(null, null, plan, false, errors, input.clientMutationId());
    }

    static RetryPayload refused(RetryInput input, Refusal refusal) {
        return new RetryPayload(null, null, null, false, List.of(error(input, refusal)), input.clientMutationId());
    }

    static RetryPayload invalid(RetryInput input, String argument, String message) {
        UserError error = UserError.of(Refusal.of(RefusalCode.INVALID_INPUT, message), argument);
        return new RetryPayload(null, null, null, false, List.of(error), input.clientMutationId());
    }

    private static UserError error(RetryInput input, Refusal refusal) {
        return UserError.of(
                refusal,
                switch (refusal.code()) {
                    case UNKNOWN_TASK, INVALID_INPUT -> input.argumentNaming(refusal.tasks());
                    case DEFINITION_UNUSABLE -> "definition";
                    case PLAN_CHANGED -> "planVersion";
                    case IDEMPOTENCY_KEY_REUSED -> "idempotencyKey";
                    default -> "runId";
                });
    }
}
