package io.tektonretry.retry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.history.audit.AuditAction;
import io.tektonretry.history.audit.AuditEvents;
import io.tektonretry.history.audit.AuditOutcome;
import io.tektonretry.history.audit.AuditedCall;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reports outcomes of calls and requests to the audit, the metrics and Kubernetes Events, once each. The statements
 * that accept or refuse a request write the audit event themselves, so that neither exists without the other.
 */
@Component
public class RetryOutcomes {

    private static final String NO_CODE = "NONE";

    private final AuditEvents audit;
    private final RetryEvents events;
    private final MeterRegistry meters;
    private final Clock clock;

    RetryOutcomes(AuditEvents audit, RetryEvents events, MeterRegistry meters, Clock clock) {
        this.audit = audit;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
        Stream.of("created", "replayed", "cancelled").forEach(outcome -> counter(outcome, NO_CODE));
        Stream.of(RefusalCode.values()).forEach(code -> counter("refused", code.name()));
    }

    /** A call in progress. Closing it without an answer records a failure of the service in the audit. */
    final class Call implements AutoCloseable {

        private final RetryCommand command;
        private boolean isAnswered;

        private Call(RetryCommand command) {
            this.command = command;
        }

        /** The call created a request. */
        void accepted() {
            isAnswered = true;
        }

        /** The call created no request. */
        RetryResult answered(RetryResult result) {
            isAnswered = true;
            @Nullable RetryRequest earlier = result.request();
            @Nullable
            Refusal refusal =
                    result.refusals().isEmpty() ? null : result.refusals().get(0);
            audit.answered(
                    command.audited(),
                    clock.instant(),
                    refusal == null ? null : refusal.code().name(),
                    refusal == null ? null : refusal.message(),
                    earlier == null ? null : earlier.id());
            if (result.replayed()) {
                count("replayed", NO_CODE);
            } else if (refusal != null) {
                count("refused", refusal.code().name());
            }
            return result;
        }

        @Override
        public void close() {
            if (!isAnswered) {
                audit.answered(
                        command.audited(), clock.instant(), AuditOutcome.INTERNAL_ERROR, "The service failed", null);
            }
        }
    }

    Call call(RetryCommand command) {
        return new Call(command);
    }

    /** A call for a retry was rejected before its run was read. */
    public void rejected(AuditedCall call, Refusal refusal) {
        audit.answered(call, clock.instant(), refusal.code().name(), refusal.message(), null);
        count("refused", refusal.code().name());
    }

    /** A request was not cancelled. */
    public void notCancelled(@Nullable UUID requestId, Requester by, String code, String message) {
        audit.answered(cancellation(null, by), clock.instant(), code, message, requestId);
    }

    /** Writes the audit event, in the transaction that cancels the request. */
    void cancelling(RetryRequest request, Requester by) {
        audit.answered(cancellation(request.retryOfUid(), by), clock.instant(), null, null, request.id());
    }

    /** Reports the cancellation elsewhere, after the commit. */
    void cancelled(RetryRequest request, Requester by) {
        count("cancelled", NO_CODE);
        events.cancelled(request, by);
    }

    void refused(RetryRequest request, Refusal refusal) {
        count("refused", refusal.code().name());
        events.refused(request, refusal);
    }

    /** The duration counts from the call, or from the requested time. */
    void created(RetryRequest request) {
        count("created", NO_CODE);
        Instant notBefore = request.notBefore();
        boolean isLater = notBefore != null && notBefore.isAfter(request.requestedAt());
        Instant due = isLater && notBefore != null ? notBefore : request.requestedAt();
        Duration took = Duration.between(due, clock.instant());
        meters.timer("retry.creation").record(took.isNegative() ? Duration.ZERO : took);
        events.created(request);
    }

    private static AuditedCall cancellation(@Nullable UUID runUid, Requester by) {
        return AuditedCall.of(AuditAction.CANCEL_RETRY_REQUEST, by, runUid);
    }

    private void count(String outcome, String code) {
        counter(outcome, code).increment();
    }

    /**
     * All counters are registered at the start: Prometheus does not see the increase of a counter that appears with its
     * first count.
     */
    private Counter counter(String outcome, String code) {
        return meters.counter("retry.requests", "outcome", outcome, "code", code);
    }
}
