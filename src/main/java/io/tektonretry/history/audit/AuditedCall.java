package io.tektonretry.history.audit;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the audit records of a call that led to no request.
 *
 * @param action what was asked for
 * @param actor who asked
 * @param runUid UID of the run to retry; null when the call names none
 * @param reason why, for people
 * @param idempotencyKey as given
 * @param planVersion as given
 * @param params names of the params that were given values
 * @param overrides names of the tasks with overrides
 * @param definition requested definition; null when none was requested
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

    /** A call without any arguments except its subject. */
    public static AuditedCall of(AuditAction action, Requester actor, @Nullable UUID runUid) {
        return new AuditedCall(action, actor, runUid, null, null, null, List.of(), List.of(), null);
    }

    public AuditedCall {
        params = List.copyOf(params);
        overrides = List.copyOf(overrides);
    }
}
