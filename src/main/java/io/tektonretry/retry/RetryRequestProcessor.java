package io.tektonretry.retry;

import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.history.request.SentRequests;
import io.tektonretry.retry.option.StoredOptions;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.ClusterUnavailableException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Carries accepted requests to their end. Whoever meets an unfinished one may do so, at any time and several at once: the name of the
 * run is decided, and the run says which request it belongs to.
 */
@Component
class RetryRequestProcessor {

    private final RetryRequests requests;
    private final SentRequests sent;
    private final RetryPlans plans;
    private final RetryCreation creation;
    private final RetryNotifier news;
    private final RetryRights rights;
    private final RetryProperties properties;
    private final Clock clock;

    RetryRequestProcessor(
            RetryRequests requests,
            SentRequests sent,
            RetryPlans plans,
            RetryCreation creation,
            RetryNotifier news,
            RetryRights rights,
            RetryProperties properties,
            Clock clock) {
        this.requests = requests;
        this.sent = sent;
        this.plans = plans;
        this.creation = creation;
        this.news = news;
        this.rights = rights;
        this.properties = properties;
        this.clock = clock;
    }

    /** What came of the earlier call with the same idempotency key, finished if need be; empty when there was none. */
    Optional<RetryResult> replay(RetryCommand command) {
        String key = command.idempotencyKey();
        return key == null
                ? Optional.empty()
                : requests.findByKey(
                                command.requester().name(), key, clock.instant().minus(properties.idempotencyWindow()))
                        .map(request -> replay(request, command));
    }

    private RetryResult replay(RetryRequest request, RetryCommand command) {
        if (!isFor(request, command)) {
            return RetryResult.refused(null, List.of(Refusals.keyReused(request)));
        }
        boolean isOpen = !request.state().isFinal() && request.isDue(clock.instant());
        return (isOpen ? carried(request) : RetryResult.of(request, null)).again();
    }

    /** Refuses because another request holds the retry; helps that one to its end first, to name the run that came of it. */
    RetryResult inProgress(RetryPlan plan) {
        RetryRequest holder = requests.holder(UUID.fromString(plan.baseUid()), plan.retryNumber())
                .orElse(null);
        if (holder == null) {
            return RetryResult.refused(
                    plan, RefusalCode.RETRY_IN_PROGRESS, "A retry of this lineage was claimed a moment ago; try again");
        }
        return RetryResult.refused(plan, List.of(Refusals.inProgress(helped(holder))));
    }

    private RetryRequest helped(RetryRequest holder) {
        try {
            carry(holder.id());
        } catch (ClusterUnavailableException e) {
            return holder;
        }
        return requests.find(holder.id()).orElse(holder);
    }

    /** Carries the request to its end if it is due, as long as who asked for it may still retry. */
    void carry(UUID id) {
        requests.find(id)
                .filter(request -> !request.state().isFinal() && request.isDue(clock.instant()))
                .ifPresent(this::authorized);
    }

    private void authorized(RetryRequest request) {
        switch (rights.of(request.requester(), request.namespace(), StoredOptions.read(request.options()))) {
            case ALLOWED -> carried(request);
            case DENIED -> creation.refuse(null, request, List.of(Refusals.forbidden(request)));
            case UNDECIDED ->
                throw new ClusterUnavailableException("the API server did not answer whether %s may retry"
                        .formatted(request.requester().shownName()));
        }
    }

    private RetryResult carried(RetryRequest request) {
        return switch (sent.unseen(request, clock.instant())) {
            case NONE -> planned(request);
            case UNDECIDED -> creation.found(request);
            case POSSIBLE -> creation.refuse(null, request, List.of(Refusals.outcomeUnknown(request)));
        };
    }

    private RetryResult planned(RetryRequest request) {
        RetryPlan plan = plans.plan(request.retryOfUid(), StoredOptions.read(request.options()))
                .orElse(null);
        if (plan == null) {
            return creation.refuse(null, request, List.of(Refusals.unknown(request.retryOfUid())));
        }
        List<Refusal> refusals = Refusals.of(plan, request.planVersion());
        for (Refusal refusal : refusals) {
            if (refusal.code() == RefusalCode.CLUSTER_UNAVAILABLE) {
                throw new ClusterUnavailableException(refusal.message());
            }
        }
        return refusals.isEmpty() ? creation.create(plan, request) : creation.refuse(plan, request, refusals);
    }

    /** Gives the request up if nothing was sent to the cluster; else it stays, and is settled later. */
    RetryResult unanswered(RetryPlan plan, RetryRequest request, Refusal refusal) {
        if (requests.refuseUnsent(request.id(), Refusals.kept(refusal), clock.instant())) {
            news.refused(request, refusal);
        }
        return RetryResult.refused(plan, List.of(refusal));
    }

    /** The time of a run in a bulk retry is the pace's choice, not the caller's. */
    private static boolean isFor(RetryRequest request, RetryCommand command) {
        return request.retryOfUid().equals(command.runUid())
                && StoredOptions.read(request.options()).equals(command.options())
                && Objects.equals(request.planVersion(), command.planVersion())
                && Objects.equals(request.reason(), command.reason())
                && (command.place() != null || Objects.equals(request.notBefore(), command.notBefore()));
    }
}
