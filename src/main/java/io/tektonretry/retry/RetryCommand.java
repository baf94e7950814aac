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
 * The wish to retry a run.
 *
 * @param runUid UID of the run to retry
 * @param options what to run again beside the failed tasks
 * @param planVersion the plan that the caller has seen; null takes the plan as it is when the run is created
 * @param reason why, for people
 * @param requester who asks
 * @param idempotencyKey names the wish: the same wish of the same requester makes one run, however often it is uttered
 * @param notBefore when to create the run; null for at once
 * @param place among the runs of a bulk retry, from 0, which are created one after another; null for a run that is retried alone
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

    /** Whether the request is for the same. The time of a run in a bulk retry is the pace's choice, not the caller's. */
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
