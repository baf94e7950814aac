package io.tektonretry.history.audit;

import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's call for a retry, and what was answered.
 *
 * @param id of this event
 * @param at when it was answered
 * @param action what was asked for
 * @param outcome what was answered
 * @param code why not, for machines
 * @param message why not, for people
 * @param actor who asked
 * @param namespace of the run; null when there is none with that UID
 * @param runUid UID of the run to retry; null when the call named none
 * @param runName name of the run
 * @param resultName name of the PipelineRun that comes of it, in the same namespace
 * @param reason why it was asked for, in the words of who asked
 * @param requestId of the accepted request
 * @param idempotencyKey as it was given
 * @param planVersion as it was given
 * @param params names of the params that were given values
 * @param overrides names of the tasks that get something else than in the first run
 * @param definition which definition the retry was to go by; null when none was asked for
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

    /** Where it stands in the whole audit. */
    public ListPosition position() {
        return new ListPosition(at, id);
    }
}
