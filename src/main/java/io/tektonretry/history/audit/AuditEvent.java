package io.tektonretry.history.audit;

import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A caller's request for a retry, and the answer.
 *
 * @param id id of this event
 * @param at when it was answered
 * @param action what was asked for
 * @param outcome kind of answer
 * @param code why not, for machines
 * @param message why not, for people
 * @param actor who asked
 * @param namespace namespace of the run; null when no run has that UID
 * @param runUid UID of the run to retry; null when the call named none
 * @param runName name of the run
 * @param resultName name of the created PipelineRun, in the same namespace
 * @param reason the caller's reason
 * @param requestId id of the accepted request
 * @param idempotencyKey as given
 * @param planVersion as given
 * @param params names of the params that were given values
 * @param overrides names of the tasks with overrides
 * @param definition requested definition; null when none was requested
 */
public record AuditEvent(
        UUID id,
        Instant at,
        AuditAction action,
        AuditOutcome outcome,
        @Nullable String code,
        @Nullable String message,
        Requester actor,
        @Nullable String namespace,
        @Nullable UUID runUid,
        @Nullable String runName,
        @Nullable String resultName,
        @Nullable String reason,
        @Nullable UUID requestId,
        @Nullable String idempotencyKey,
        @Nullable String planVersion,
        List<String> params,
        List<String> overrides,
        @Nullable String definition) {

    public AuditEvent {
        params = List.copyOf(params);
        overrides = List.copyOf(overrides);
    }

    /** Position in the whole audit. */
    public ListPosition position() {
        return new ListPosition(at, id);
    }
}
