package io.tektonretry.retry;

import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequests;
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
 * Retries a recorded run: gather, plan, refuse or claim, create, record. An unfinished request takes the same path, and
 * is claimed already. Every step can be repeated at any time and concurrently: the claim fixes the name of the run, and
 * the run has the proof of its request.
 */
@Service
public class PipelineRunRetrier {

    private final RetryPlans plans;
    private final RetryPreviews previews;
    private final RetryClaims claims;
    private final RetryCreation creation;
    private final RetryOutcomes outcomes;
    private final RetryRights rights;
    private final StalledRetries stalled;
    private final BulkPace pace;
    private final Clock clock;

    PipelineRunRetrier(
            RetryPlans plans,
            RetryPreviews previews,
            RetryClaims claims,
            RetryCreation creation,
            RetryOutcomes outcomes,
            RetryRights rights,
            StalledRetries stalled,
            BulkPace pace,
            Clock clock) {
        this.plans = plans;
        this.previews = previews;
        this.claims = claims;
        this.creation = creation;
        this.outcomes = outcomes;
        this.rights = rights;
        this.stalled = stalled;
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * Creates the retry in the cluster, or accepts it for later, or refuses it. A created run is recorded when this
     * returns. An accepted request is completed even if this throws or the service dies.
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
        RetryRequest request = claims.request(plan, place == null ? command : pace.timed(command, place));
        boolean isDue = request.isDue(clock.instant());
        RetryCreation.DryRun dryRun = isDue && !command.options().replaceStalled()
                ? creation.dryRun(plan, request)
                : RetryCreation.DryRun.NOT_ASKED;
        RetryRequests.Claimed claimed = claims.claim(request, dryRun.sent()).orElse(null);
        if (claimed == null) {
            return call.answered(repeated(command).orElseGet(() -> blocked(plan)));
        }
        call.accepted();
        return isDue ? created(plan, claimed, dryRun) : RetryResult.of(claimed.request(), plan);
    }

    /** A request of which nothing was sent to the cluster is refused immediately; any other is settled later. */
    private RetryResult created(RetryPlan plan, RetryRequests.Claimed claimed, RetryCreation.DryRun dryRun) {
        try {
            return creation.create(plan, claimed, dryRun);
        } catch (ClusterUnavailableException e) {
            return creation.giveUp(plan, claimed.request(), Refusals.unavailable(e.getMessage()));
        }
    }

    /**
     * The outcome of the earlier call with the same idempotency key, completed if necessary; empty when there was none.
     */
    private Optional<RetryResult> repeated(RetryCommand command) {
        return claims.earlier(command)
                .map(request -> command.isRepeatedBy(request)
                        ? complete(request).again()
                        : RetryResult.refused(null, List.of(Refusals.keyReused(request))));
    }

    /** Refuses because another request has claimed the retry. Completes that one first, to name its run. */
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

    /** Completes the request if it is due and its requester may still retry. */
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

    /** Cancels an accepted request; empty when it is unknown, has finished, or was sent to the cluster already. */
    public Optional<RetryRequest> cancel(UUID requestId, Requester by) {
        Optional<RetryRequest> cancelled = claims.cancel(requestId, by);
        cancelled.ifPresent(request -> outcomes.cancelled(request, by));
        return cancelled;
    }

    /** The start time of each of these runs that is a stalled retry by this service; others are absent. */
    public Map<UUID, Instant> stalledSince(Collection<UUID> runUids) {
        return stalled.since(runUids);
    }

    /** What {@link #retry} would do now; empty when the run is unknown. */
    public Optional<RetryPlan> plan(UUID runUid, RetryOptions options) {
        return previews.of(runUid, options);
    }

    /**
     * The refusals and warnings of each run with the default options, from the record alone and without the cluster.
     * Unknown runs are absent.
     */
    public Map<UUID, RetryAdvice> advice(Collection<UUID> runUids) {
        return previews.advice(runUids);
    }
}
