package io.tektonretry.retry;

import io.tektonretry.history.audit.AuditAction;
import io.tektonretry.history.audit.AuditEvents;
import io.tektonretry.history.audit.AuditOutcome;
import io.tektonretry.history.audit.AuditedCall;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.TaskOverride;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells the audit, and the metrics, what was answered to a wish. What comes of an accepted request is told with the request itself. */
@Component
class RetryAudit {

    private final AuditEvents events;
    private final RetryMetrics metrics;
    private final Clock clock;

    RetryAudit(AuditEvents events, RetryMetrics metrics, Clock clock) {
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Tells that somebody has cancelled the request, in the transaction that does so. */
    void cancelled(RetryRequest request, Requester by) {
        AuditedCall call = new AuditedCall(
                AuditAction.CANCEL_RETRY_REQUEST,
                by,
                request.retryOfUid(),
                null,
                null,
                null,
                List.of(),
                List.of(),
                null);
        events.answered(call, clock.instant(), null, null, request.id());
    }

    /** Tells what the wish got that no request was accepted for. */
    RetryResult answered(RetryCommand command, RetryResult result) {
        @Nullable RetryRequest earlier = result.request();
        @Nullable UUID requestId = earlier == null ? null : earlier.id();
        @Nullable
        Refusal refusal = result.refusals().isEmpty() ? null : result.refusals().get(0);
        events.answered(
                call(command),
                clock.instant(),
                refusal == null ? null : refusal.code().name(),
                refusal == null ? null : refusal.message(),
                requestId);
        if (result.replayed()) {
            metrics.replayed();
        } else if (refusal != null) {
            metrics.refused(refusal.code());
        }
        return result;
    }

    /** Tells that the service itself was in the way; returns the error, which is nobody's answer. */
    RuntimeException died(RetryCommand command, RuntimeException error) {
        try {
            String message =
                    "The service failed (%s)".formatted(error.getClass().getSimpleName());
            events.answered(call(command), clock.instant(), AuditOutcome.INTERNAL_ERROR, message, null);
        } catch (RuntimeException e) {
            error.addSuppressed(e);
        }
        return error;
    }

    private static AuditedCall call(RetryCommand command) {
        return new AuditedCall(
                AuditAction.RETRY_PIPELINE_RUN,
                command.requester(),
                command.runUid(),
                command.reason(),
                command.idempotencyKey(),
                command.planVersion(),
                command.options().params().keySet().stream().sorted().toList(),
                command.options().overrides().stream()
                        .map(TaskOverride::task)
                        .sorted()
                        .toList(),
                command.options().definition().name());
    }
}
