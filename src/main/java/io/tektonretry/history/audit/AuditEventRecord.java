package io.tektonretry.history.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A stored audit event. */
@Entity
@Immutable
@Table(name = "audit_event")
class AuditEventRecord {

    @Id
    private UUID id;

    private Instant at;

    @Enumerated(EnumType.STRING)
    private AuditAction action;

    private String outcome;
    private @Nullable String code;
    private @Nullable String message;
    private String actor;
    private @Nullable String actorUid;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> actorGroups;

    private String authentication;
    private @Nullable String clientAddress;
    private @Nullable String userAgent;
    private @Nullable String namespace;
    private @Nullable UUID runUid;
    private @Nullable String runName;
    private @Nullable String resultName;
    private @Nullable String reason;
    private @Nullable UUID requestId;
    private @Nullable String idempotencyKey;
    private @Nullable String planVersion;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> params;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> overrides;

    private @Nullable String definition;

    protected AuditEventRecord() {}

    Instant at() {
        return at;
    }

    AuditEvent event() {
        return new AuditEvent(
                id,
                at,
                action,
                AuditOutcome.valueOf(outcome),
                code,
                message,
                new Requester(actor, actorUid, actorGroups, Map.of(), authentication, clientAddress, userAgent),
                namespace,
                runUid,
                runName,
                resultName,
                reason,
                requestId,
                idempotencyKey,
                planVersion,
                params,
                overrides,
                definition);
    }
}
