package io.tektonretry.retry;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.RetryPlan;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Plans for display: refused also when a request has claimed the retry. The completion of that request itself must not
 * use them.
 */
@Component
class RetryPreviews {

    private final RetryPlans plans;
    private final RetryRequests requests;
    private final FutileRetries futile;

    RetryPreviews(RetryPlans plans, RetryRequests requests, FutileRetries futile) {
        this.plans = plans;
        this.requests = requests;
        this.futile = futile;
    }

    /** The plan of one run; empty when the run is unknown. */
    Optional<RetryPlan> of(UUID runUid, RetryOptions options) {
        return plans.plan(runUid, options)
                .map(plan -> futile.warned(unlessRequested(List.of(plan))).get(0));
    }

    /** The plans of many runs with the default options, without manifests and from the record alone. */
    List<RetryPlan> recorded(Collection<UUID> runUids) {
        return futile.warned(unlessRequested(plans.recorded(runUids, RetryOptions.defaults())));
    }

    private List<RetryPlan> unlessRequested(List<RetryPlan> plans) {
        List<UUID> bases = plans.stream()
                .filter(RetryPlan::retryable)
                .map(plan -> UUID.fromString(plan.baseUid()))
                .toList();
        if (bases.isEmpty()) {
            return plans;
        }
        List<RetryRequest> open = requests.open(bases);
        return plans.stream()
                .map(plan -> plan.refusedAlsoFor(plan.retryable() ? requested(plan, open) : List.of()))
                .toList();
    }

    private static List<Refusal> requested(RetryPlan plan, List<RetryRequest> open) {
        return open.stream()
                .filter(request -> request.baseUid().toString().equals(plan.baseUid())
                        && request.retryNumber() == plan.retryNumber())
                .map(Refusals::inProgress)
                .toList();
    }
}
