package io.tektonretry.retry;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.option.StoredOptions;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.ClusterUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Retries a recorded run: gather, plan, refuse or claim, create, record. A request that is found unfinished takes the same path, and has
 * its claim already. Every step can be repeated, at any time and by several at once: the name of the run is fixed by the claim, and the
 * run says which request it belongs to.
 */
@Service
public class PipelineRunRetrier {

    private final RetryPlans plans;
    private final RetryClaims claims;
    private final RetryCreation creation;
    private final RetryOutcomes outcomes;
    private final RetryRights rights;
    private final StalledRetries stalled;
    private final BulkPace pace;
    private final Clock clock;

    PipelineRunRetrier(
            RetryPlans plans,
            RetryClaims claims,
            RetryCreation creation,
            RetryOutcomes outcomes,
            RetryRights rights,
            StalledRetries stalled,
            BulkPace pace,
            Clock clock) {
        this.plans = plans;
        this.claims = claims;
        this.creation = creation;
        this.outcomes = outcomes;
        this.rights = rights;
        this.stalled = stalled;
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * Creates the retry in the cluster, or accepts it for later, or says why not. A created run is recorded when this returns. An
     * accepted request is completed, also when this throws or the service dies.
     */
    public RetryResult retry(RetryCommand command) {
        try (RetryOutcomes.Call call = outcomes.call(command)) {
            return retry(command, call);
        }
    }

    private RetryResult retry(RetryCommand command, RetryOutcomes.Call call) {
        try {
            Optional<RetryResult> earlier = repeated(command);
            return earlier.isPresent() ? call.answered(earlier.get()) : planned(command, call);
        } catch (ClusterUnavailableException e) {
            return call.answered(RetryResult.refused(null, List.of(Refusals.unavailable(e.getMessage()))));
        }
    }

    private RetryResult planned(RetryCommand command, RetryOutcomes.Call call) {
        RetryPlan plan = plans.plan(command.runUid(), command.options()).orElse(null);
        if (plan == null) {
            return call.answered(RetryResult.refused(null, List.of(Refusals.unknown(command.runUid()))));
        }
        List<Refusal> refusals = Refusals.of(plan, command.planVersion());
        if (!refusals.isEmpty()) {
            return call.answered(repeated(command).orElseGet(() -> RetryResult.refused(plan, refusals)));
        }
        Integer place = command.place();
        RetryRequest request = claims.claim(plan, place == null ? command : pace.timed(command, place))
                .orElse(null);
        if (request == null) {
            return call.answered(repeated(command).orElseGet(() -> blocked(plan)));
        }
        call.accepted();
        return request.isDue(clock.instant()) ? created(plan, request) : RetryResult.of(request, plan);
    }

    /** Nobody has to wait for a request of which nothing was sent to the cluster; any other is settled later. */
    private RetryResult created(RetryPlan plan, RetryRequest request) {
        try {
            return creation.create(plan, request);
        } catch (ClusterUnavailableException e) {
            return creation.giveUp(plan, request, Refusals.unavailable(e.getMessage()));
        }
    }

    /** What came of the earlier call with the same idempotency key, completed if need be; empty when there was none. */
    private Optional<RetryResult> repeated(RetryCommand command) {
        return claims.earlier(command)
                .map(request -> command.isRepeatedBy(request)
                        ? complete(request).again()
                        : RetryResult.refused(null, List.of(Refusals.keyReused(request))));
    }

    /** Refuses because another request holds the retry. Completes that one first, to name the run that came of it. */
    private RetryResult blocked(RetryPlan plan) {
        Refusal refusal = claims.holder(plan)
                .map(holder -> Refusals.inProgress(helped(holder)))
                .orElseGet(() -> Refusal.of(
                        RefusalCode.RETRY_IN_PROGRESS, "A retry of this lineage was claimed a moment ago; try again"));
        return RetryResult.refused(plan, List.of(refusal));
    }

    private RetryRequest helped(RetryRequest holder) {
        try {
            complete(holder.id());
        } catch (ClusterUnavailableException e) {
            return holder;
        }
        return claims.find(holder.id()).orElse(holder);
    }

    /** Completes the request if it is due, as long as its requester may still retry. */
    void complete(UUID id) {
        claims.find(id).filter(this::isUnfinished).ifPresent(request -> {
            switch (rights.of(request.requester(), request.namespace(), StoredOptions.read(request.options()))) {
                case ALLOWED -> complete(request);
                case DENIED -> creation.refuse(null, request, List.of(Refusals.forbidden(request)));
                case UNDECIDED ->
                    throw new ClusterUnavailableException("the API server did not answer whether %s may retry"
                            .formatted(request.requester().shownName()));
            }
        });
    }

    private RetryResult complete(RetryRequest request) {
        return isUnfinished(request)
                ? creation.settled(request).orElseGet(() -> planned(request))
                : RetryResult.of(request, null);
    }

    private boolean isUnfinished(RetryRequest request) {
        return !request.state().isFinal() && request.isDue(clock.instant());
    }

    private RetryResult planned(RetryRequest request) {
        RetryPlan plan = plans.plan(request.retryOfUid(), StoredOptions.read(request.options()))
                .orElse(null);
        if (plan == null) {
            return creation.refuse(null, request, List.of(Refusals.unknown(request.retryOfUid())));
        }
        List<Refusal> refusals = Refusals.of(plan, request.planVersion());
        Refusals.throwIfUnavailable(refusals);
        return refusals.isEmpty() ? creation.create(plan, request) : creation.refuse(plan, request, refusals);
    }

    /** Cancels an accepted request; empty when it is unknown, has ended, or was sent to the cluster already. */
    public Optional<RetryRequest> cancel(UUID requestId, Requester by) {
        Optional<RetryRequest> cancelled = claims.cancel(requestId, by);
        cancelled.ifPresent(request -> outcomes.cancelled(request, by));
        return cancelled;
    }

    /** Since when those among these runs, retries of ours, make no progress; any other run is missing. */
    public Map<UUID, Instant> stalledSince(Collection<UUID> runUids) {
        return stalled.since(runUids);
    }

    /** What {@link #retry} would do now; empty when the run is unknown. */
    public Optional<RetryPlan> plan(UUID runUid, RetryOptions options) {
        return plans.shown(runUid, options);
    }

    /**
     * Why each run can't be retried with the default options, as far as the records tell: an empty list says that it can. Does not
     * ask the cluster; an unknown run is missing.
     */
    public Map<UUID, List<Refusal>> refusals(Collection<UUID> runUids) {
        return plans.previews(runUids).stream()
                .collect(toMap(plan -> UUID.fromString(plan.runUid()), RetryPlan::refusals));
    }
}
