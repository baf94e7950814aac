package io.tektonretry.retry;

import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of a wish to retry a run: a run, or refusals.
 *
 * @param createdRun UID of the new run, which the history already knows; null when refused
 * @param plan the plan that was carried out or refused; null when the run is unknown
 * @param refusals why not; empty when the run was created
 */
public record RetryResult(
        @Nullable UUID createdRun, @Nullable RetryPlan plan, List<Refusal> refusals) {

    public RetryResult {
        refusals = List.copyOf(refusals);
    }

    static RetryResult created(UUID run, RetryPlan plan) {
        return new RetryResult(run, plan, List.of());
    }

    static RetryResult refused(RetryPlan plan, RefusalCode code, String message) {
        return refused(plan, List.of(Refusal.of(code, message)));
    }

    static RetryResult refused(@Nullable RetryPlan plan, List<Refusal> refusals) {
        return new RetryResult(null, plan, refusals);
    }
}
