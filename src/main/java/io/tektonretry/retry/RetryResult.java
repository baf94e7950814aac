package io.tektonretry.retry;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of a call to retry a run: a run, a request accepted for later, or refusals.
 *
 * @param createdRun UID of the new run, which is recorded; null when there is none yet
 * @param request the accepted request; null when refused before it was accepted
 * @param plan the executed or refused plan; null when none was made
 * @param refusals why not; empty when the request is accepted
 * @param replayed whether this is the outcome of an earlier accepted call with the same idempotency key
 */
public record RetryResult(
        @Nullable UUID createdRun,
        @Nullable RetryRequest request,
        @Nullable RetryPlan plan,
        List<Refusal> refusals,
        boolean replayed) {

    public RetryResult {
        refusals = List.copyOf(refusals);
    }

    /** The outcome of the request so far. */
    static RetryResult of(RetryRequest request, @Nullable RetryPlan plan) {
        return new RetryResult(
                request.createdUid(),
                request,
                plan,
                Refusals.of(request).map(List::of).orElse(List.of()),
                false);
    }

    static RetryResult refused(@Nullable RetryPlan plan, RefusalCode code, String message) {
        return refused(plan, List.of(Refusal.of(code, message)));
    }

    static RetryResult refused(@Nullable RetryPlan plan, List<Refusal> refusals) {
        return new RetryResult(null, null, plan, refusals, false);
    }

    RetryResult again() {
        return new RetryResult(createdRun, request, plan, refusals, true);
    }
}
