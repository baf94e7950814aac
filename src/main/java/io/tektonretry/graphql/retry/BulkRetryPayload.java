package io.tektonretry.graphql.retry;

import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.history.request.BulkRetry;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.PlannedTask;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.retry.plan.Warning;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Outcome of {@code retryPipelineRuns}. */
record BulkRetryPayload(
        List<Result> results,
        String summary,
        Connection.PageInfo pageInfo,
        List<RetryPayload.UserError> userErrors,
        @Nullable String clientMutationId) {

    private static final Connection.PageInfo NOTHING = new Connection.PageInfo(false, false, null, null);

    /**
     * Outcome for one of the runs. It has no manifest, since there may be hundreds of outcomes.
     *
     * @param runUid UID of the run to retry; null when it is unknown to the caller
     */
    record Result(
            @Nullable UUID runUid,
            @Nullable UUID createdRun,
            @Nullable RetryRequest request,
            List<PlannedTask> tasks,
            List<Warning> warnings,
            boolean replayed,
            List<RetryPayload.UserError> userErrors) {

        static Result of(UUID runUid, RetryPayload payload) {
            boolean isUnknown =
                    payload.userErrors().stream().anyMatch(error -> error.code() == RefusalCode.RUN_NOT_FOUND);
            RetryPlan plan = payload.plan();
            return new Result(
                    isUnknown ? null : runUid,
                    payload.createdRun(),
                    payload.request(),
                    plan == null ? List.of() : plan.tasks(),
                    plan == null ? List.of() : plan.warnings(),
                    payload.replayed(),
                    payload.userErrors());
        }
    }

    static BulkRetryPayload of(BulkRetryInput input, BulkRetry choice, List<Result> results) {
        Connection.PageInfo page = new Connection.PageInfo(choice.hasMore(), false, null, choice.endCursor());
        return new BulkRetryPayload(
                results,
                BulkSummary.of(results, input.isDryRun(), choice.hasMore()),
                page,
                List.of(),
                input.clientMutationId());
    }

    static BulkRetryPayload refused(BulkRetryInput input, String argument, RefusalCode code, String message) {
        RetryPayload.UserError error = RetryPayload.UserError.of(Refusal.of(code, message), argument);
        return new BulkRetryPayload(List.of(), message, NOTHING, List.of(error), input.clientMutationId());
    }
}
