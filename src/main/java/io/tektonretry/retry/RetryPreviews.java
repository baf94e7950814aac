package io.tektonretry.retry;

import static java.util.stream.Collectors.toSet;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.retry.RecordedSummaries.RecordedSummary;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.retry.summary.PlanSummary;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Plans for display: refused also when a request has claimed the retry. The completion of that request itself must not
 * use them.
 */
@Component
class RetryPreviews {

    private final RetryPlans plans;
    private final RecordedSummaries summaries;
    private final RetryRequests requests;
    private final FutileRetries futile;

    RetryPreviews(RetryPlans plans, RecordedSummaries summaries, RetryRequests requests, FutileRetries futile) {
        this.plans = plans;
        this.summaries = summaries;
        this.requests = requests;
        this.futile = futile;
    }

    /** The plan of one run; empty when the run is unknown. */
    Optional<RetryPlan> of(UUID runUid, RetryOptions options) {
        return plans.plan(runUid, options).map(this::unlessRequested).map(this::warned);
    }

    private RetryPlan unlessRequested(RetryPlan plan) {
        UUID base = UUID.fromString(plan.baseUid());
        return plan.retryable()
                ? plan.refusedAlsoFor(requested(base, plan.retryNumber(), requests.open(Set.of(base))))
                : plan;
    }

    private RetryPlan warned(RetryPlan plan) {
        UUID run = UUID.fromString(plan.runUid());
        return plan.warnedOf(futile.warnings(Map.of(run, PlanSummary.of(plan))).getOrDefault(run, List.of()));
    }

    /** What is known about a retry of each run with the default options, from the record alone. */
    Map<UUID, RetryAdvice> advice(Collection<UUID> runUids) {
        return advice(summaries.of(runUids));
    }

    Map<UUID, RetryAdvice> advice(Map<UUID, RecordedSummary> runs) {
        Map<UUID, PlanSummary> shown = new HashMap<>();
        runs.forEach((uid, run) -> shown.put(
                uid,
                run.summary()
                        .refusedFor(Refusals.notLatest(uid, run.latest()))
                        .refusedAlsoFor(plans.limits(run.latest()))));
        Map<UUID, List<Refusal>> reruns = plans.reruns(retryableBases(runs, shown));
        refuse(shown, uid -> reruns.getOrDefault(get(runs, uid).baseUid(), List.of()));
        List<RetryRequest> open = open(retryableBases(runs, shown));
        refuse(
                shown,
                uid -> requested(
                        get(runs, uid).baseUid(), get(runs, uid).latest().number(), open));
        futile.warnings(shown)
                .forEach((uid, warnings) -> shown.computeIfPresent(uid, (same, plan) -> plan.warnedOf(warnings)));
        Map<UUID, RetryAdvice> advice = new HashMap<>();
        shown.forEach((uid, plan) -> advice.put(uid, new RetryAdvice(plan.refusals(), plan.warnings())));
        return advice;
    }

    private static Set<UUID> retryableBases(Map<UUID, RecordedSummary> runs, Map<UUID, PlanSummary> shown) {
        return shown.entrySet().stream()
                .filter(plan -> plan.getValue().retryable())
                .map(plan -> get(runs, plan.getKey()).baseUid())
                .collect(toSet());
    }

    private static void refuse(Map<UUID, PlanSummary> shown, Function<UUID, List<Refusal>> reasons) {
        shown.replaceAll((uid, plan) -> plan.retryable() ? plan.refusedAlsoFor(reasons.apply(uid)) : plan);
    }

    private static RecordedSummary get(Map<UUID, RecordedSummary> runs, UUID uid) {
        return Objects.requireNonNull(runs.get(uid));
    }

    private List<RetryRequest> open(Set<UUID> bases) {
        return bases.isEmpty() ? List.of() : requests.open(bases);
    }

    private static List<Refusal> requested(UUID base, int retryNumber, List<RetryRequest> open) {
        return open.stream()
                .filter(request -> request.baseUid().equals(base) && request.retryNumber() == retryNumber)
                .map(Refusals::inProgress)
                .toList();
    }
}
