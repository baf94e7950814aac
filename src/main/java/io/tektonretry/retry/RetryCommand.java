package io.tektonretry.retry;

import io.tektonretry.retry.plan.RetryOptions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The wish to retry a run.
 *
 * @param runUid UID of the run to retry
 * @param options what to run again beside the failed tasks
 * @param planVersion the plan that the caller has seen; null takes the plan as it is now
 * @param reason why, for people
 * @param requestedBy who asks
 */
public record RetryCommand(
        UUID runUid,
        RetryOptions options,
        @Nullable String planVersion,
        @Nullable String reason,
        String requestedBy) {}
