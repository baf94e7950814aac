package io.tektonretry.history.request;

import io.tektonretry.history.audit.Requester;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A stored request, as lists read it. */
@Entity
@Immutable
@Table(name = "retry_request")
class RetryRequestRecord {

    @Id
    private UUID id;

    private UUID baseUid;
    private int retryNumber;
    private UUID retryOfUid;
    private String namespace;
    private String name;

    /** Lists are restricted by it; the requester has the same name. */
    @SuppressWarnings("unused")
    private String requestedBy;

    @JdbcTypeCode(SqlTypes.JSON)
    private Requester requester;

    private Instant requestedAt;

    @JdbcTypeCode(SqlTypes.JSON)
    private String options;

    private @Nullable String planVersion;
    private @Nullable String reason;
    private @Nullable String idempotencyKey;
    private @Nullable Instant notBefore;
    private String state;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> adoptedClaims;

    private boolean madePending;

    @Enumerated(EnumType.STRING)
    private @Nullable RunHolder heldBy;

    private @Nullable UUID createdUid;
    private @Nullable String code;
    private @Nullable String message;

    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> tasks;

    private @Nullable UUID relatedUid;
    private @Nullable Instant finishedAt;

    protected RetryRequestRecord() {}

    RetryRequest request() {
        return new RetryRequest(
                id,
                baseUid,
                retryNumber,
                retryOfUid,
                namespace,
                name,
                requester,
                requestedAt,
                options,
                planVersion,
                reason,
                idempotencyKey,
                notBefore,
                RetryRequestState.valueOf(state),
                adoptedClaims,
                madePending,
                heldBy,
                createdUid,
                refused(),
                finishedAt);
    }

    private RetryRequest.@Nullable Refused refused() {
        return code == null || message == null ? null : new RetryRequest.Refused(code, message, tasks, relatedUid);
    }
}
