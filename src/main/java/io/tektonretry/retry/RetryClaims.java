package io.tektonretry.retry;

import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequestState;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.history.request.SentPlan;
import io.tektonretry.retry.option.StoredOptions;
import io.tektonretry.retry.plan.RetryPlan;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Claims a retry for exactly one request, before anything changes in the cluster. */
@Component
class RetryClaims {

    private final RetryRequests requests;
    private final RetryOutcomes outcomes;
    private final RetryProperties properties;
    private final Clock clock;

    RetryClaims(RetryRequests requests, RetryOutcomes outcomes, RetryProperties properties, Clock clock) {
        this.requests = requests;
        this.outcomes = outcomes;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Accepts the request, and schedules its completion in case no one completes it immediately. Empty when another
     * request has claimed the retry, or the requester has used the idempotency key.
     *
     * @param sent what is sent to the cluster next; null when that is not known yet
     */
    Optional<RetryRequests.Claimed> claim(RetryRequest request, @Nullable SentPlan sent) {
        String key = request.idempotencyKey();
        if (key != null) {
            requests.forgetKey(request.requester().name(), key, oldestKey());
        }
        return requests.claim(request, sent, clock.instant(), RetryTask.NAME, RetryTask.due(request));
    }

    /** The request that an earlier call with the same idempotency key created. */
    Optional<RetryRequest> earlier(RetryCommand command) {
        String key = command.idempotencyKey();
        return key == null
                ? Optional.empty()
                : requests.findByKey(command.requester().name(), key, oldestKey());
    }

    private Instant oldestKey() {
        return clock.instant().minus(properties.idempotencyWindow());
    }

    /** The request that has claimed the planned retry. */
    Optional<RetryRequest> holder(RetryPlan plan) {
        return requests.holder(UUID.fromString(plan.baseUid()), plan.retryNumber());
    }

    Optional<RetryRequest> find(UUID id) {
        return requests.find(id);
    }

    /** Cancels the request, unless something may have been sent already. */
    @Transactional
    Optional<RetryRequest> cancel(UUID id, Requester by) {
        Optional<RetryRequest> cancelled = requests.cancel(id, clock.instant());
        cancelled.ifPresent(request -> outcomes.cancelling(request, by));
        return cancelled;
    }

    /** The request of a command for a planned retry, which has claimed nothing. */
    RetryRequest request(RetryPlan plan, RetryCommand command) {
        JsonNode metadata = Objects.requireNonNull(plan.manifest()).path("metadata");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new RetryRequest(
                UUID.randomUUID(),
                UUID.fromString(plan.baseUid()),
                plan.retryNumber(),
                command.runUid(),
                metadata.path("namespace").asString(),
                metadata.path("name").asString(),
                command.requester(),
                now,
                StoredOptions.write(command.options()),
                command.planVersion(),
                command.reason(),
                command.idempotencyKey(),
                command.notBefore(),
                RetryRequestState.SCHEDULED,
                List.of(),
                false,
                null,
                null,
                null,
                null);
    }
}
