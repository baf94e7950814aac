package io.tektonretry.history.audit;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be remembered of a call that no request came of.
 *
 * @param action what was asked for
 * @param actor who asked
 * @param runUid UID of the run to retry; null when the call names none
 * @param reason why, for people
 * @param idempotencyKey as it was given
 * @param planVersion as it was given
 * @param params names of the params that were given values
 * @param overrides names of the tasks that get something else than in the first run
 * @param definition which definition the retry was to go by; null when none was asked for
 */
public record AuditedCall(
        AuditAction action,
        Requester actor,
        @Nullable UUID runUid,
        @Nullable String reason,
        @Nullable String idempotencyKey,
        @Nullable String planVersion,
        List<String> params,
        List<String> overrides,
        @Nullable String definition) {

    /** A call that gives nothing but what it is about. */
    public static AuditedCall of(AuditAction action, Requester actor, @Nullable UUID runUid) {
        return new AuditedCall(action, actor, runUid, null, null, null, List.of(), List.of(), null);
    }

    public AuditedCall {
        params = List.copyOf(params);
        overrides = List.copyOf(overrides);
    }
}
