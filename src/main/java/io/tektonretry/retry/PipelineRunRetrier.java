package io.tektonretry.retry;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.Refusal;
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

/** Retries a recorded run: gather, plan, refuse or claim, create. What was decided is audited once, whatever it is. */
@Service
public class PipelineRunRetrier {

    private final RetryPlans plans;
    private final StalledRetries stalled;
    private final RetryClaims claims;
    private final RetryCreation creation;
    private final RetryRequestProcessor accepted;
    private final RetryAudit audit;
    private final RetryNotifier news;
    private final BulkPace pace;
    private final Clock clock;

    PipelineRunRetrier(
            RetryPlans plans,
            StalledRetries stalled,
            RetryClaims claims,
            RetryCreation creation,
            RetryRequestProcessor accepted,
            RetryAudit audit,
            RetryNotifier news,
            BulkPace pace,
            Clock clock) {
        this.plans = plans;
        this.stalled = stalled;
        this.claims = claims;
        this.creation = creation;
        this.accepted = accepted;
        this.audit = audit;
        this.news = news;
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * Creates the retry in the cluster, or accepts it for later, or says why not. A created run is recorded when this returns. What
     * was accepted is carried to its end, also when this throws or the service dies.
     */
    public RetryResult retry(RetryCommand command) {
        Decision decision = decided(command);
        return decision instanceof Decision.Accepted claim
                ? carriedOut(claim)
                : audit.answered(command, ((Decision.Answered) decision).result());
    }

    private Decision decided(RetryCommand command) {
        try {
            return accepted.replay(command)
                    .<Decision>map(Decision.Answered::new)
                    .orElseGet(() -> planned(command));
        } catch (ClusterUnavailableException e) {
            return Decision.refused(null, List.of(Refusals.unavailable(e.getMessage())));
        } catch (RuntimeException e) {
            throw audit.died(command, e);
        }
    }

    private Decision planned(RetryCommand command) {
        RetryPlan plan = plans.plan(command.runUid(), command.options()).orElse(null);
        if (plan == null) {
            return Decision.refused(null, List.of(Refusals.unknown(command.runUid())));
        }
        List<Refusal> refusals = Refusals.of(plan, command.planVersion());
        if (!refusals.isEmpty()) {
            return new Decision.Answered(accepted.replay(command).orElseGet(() -> RetryResult.refused(plan, refusals)));
        }
        return claims.claim(plan, pace.timed(command))
                .<Decision>map(request -> new Decision.Accepted(plan, request))
                .orElseGet(() ->
                        new Decision.Answered(accepted.replay(command).orElseGet(() -> accepted.inProgress(plan))));
    }

    private RetryResult carriedOut(Decision.Accepted claim) {
        if (!claim.request().isDue(clock.instant())) {
            return RetryResult.of(claim.request(), claim.plan());
        }
        try {
            return creation.create(claim.plan(), claim.request());
        } catch (ClusterUnavailableException e) {
            return accepted.unanswered(claim.plan(), claim.request(), Refusals.unavailable(e.getMessage()));
        }
    }

    /** Cancels an accepted request; empty when it is unknown, has ended, or was sent to the cluster already. */
    public Optional<RetryRequest> cancel(UUID requestId, Requester by) {
        Optional<RetryRequest> cancelled = claims.cancel(requestId, by);
        cancelled.ifPresent(request -> news.cancelled(request, by));
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
