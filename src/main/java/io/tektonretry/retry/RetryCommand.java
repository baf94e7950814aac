package io.tektonretry.retry;

import io.tektonretry.history.audit.AuditAction;
import io.tektonretry.history.audit.AuditedCall;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.option.StoredOptions;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.TaskOverride;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A call to retry a run.
 *
 * @param runUid UID of the run to retry
 * @param options how to retry
 * @param planVersion the plan that the caller has seen; null accepts the plan at the time of creation
 * @param reason why, for people
 * @param requester who asks
 * @param idempotencyKey key of the call: repeated calls of the same requester with it create only one run
 * @param notBefore when to create the run; null for immediately
 * @param place position among the runs of a bulk retry, from 0, which are created one after another; null for a single
 * run
 */
public record RetryCommand(
        UUID runUid,
        RetryOptions options,
        @Nullable String planVersion,
        @Nullable String reason,
        Requester requester,
        @Nullable String idempotencyKey,
        @Nullable Instant notBefore,
        @Nullable Integer place) {

    /**
     * Whether the request has the same input. The time of a run in a bulk retry is not compared: it is scheduled by the
     * service.
     */
    boolean isRepeatedBy(RetryRequest request) {
        return request.retryOfUid().equals(runUid)
                && StoredOptions.read(request.options()).equals(options)
                && Objects.equals(request.planVersion(), planVersion)
                && Objects.equals(request.reason(), reason)
                && (place != null || Objects.equals(request.notBefore(), notBefore));
    }

    AuditedCall audited() {
        return new AuditedCall(
                AuditAction.RETRY_PIPELINE_RUN,
                requester,
                runUid,
                reason,
                idempotencyKey,
                planVersion,
                options.params().keySet().stream().sorted().toList(),
                options.overrides().stream().map(TaskOverride::task).sorted().toList(),
                options.definition().name());
    }

    RetryCommand at(@Nullable Instant time) {
        return new RetryCommand(runUid, options, planVersion, reason, requester, idempotencyKey, time, place);
    }
}
