package io.tektonretry.history.request;

import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request for a retry, and its outcome.
 *
 * @param id in an annotation of the created PipelineRun
 * @param baseUid UID of the run at the root of the lineage
 * @param retryNumber N of the name {@code <root>-r<N>}, from 1
 * @param retryOfUid UID of the retried run
 * @param namespace namespace of the created PipelineRun
 * @param name name of the created PipelineRun
 * @param requester who asked
 * @param requestedAt when
 * @param options how to retry, as JSON
 * @param planVersion the plan that the requester has seen
 * @param reason why, for people
 * @param idempotencyKey the requester's key for the request; null when none or when the key was freed
 * @param notBefore when to create the run; null for immediately
 * @param state its state
 * @param adoptedClaims volumes that need the created run as an owner; known once the creation begins
 * @param madePending whether the service created the run pending, and starts it later
 * @param heldBy the other system that holds the run and starts it, as seen in the cluster before the creation
 * @param createdUid UID of the created PipelineRun
 * @param refused why none was created
 * @param finishedAt when the state became final
 */
public record RetryRequest(
        UUID id,
        UUID baseUid,
        int retryNumber,
        UUID retryOfUid,
        String namespace,
        String name,
        Requester requester,
        Instant requestedAt,
        String options,
        @Nullable String planVersion,
        @Nullable String reason,
        @Nullable String idempotencyKey,
        @Nullable Instant notBefore,
        RetryRequestState state,
        List<String> adoptedClaims,
        boolean madePending,
        @Nullable RunHolder heldBy,
        @Nullable UUID createdUid,
        @Nullable Refused refused,
        @Nullable Instant finishedAt) {

    /**
     * Why no run was created.
     *
     * @param code for machines
     * @param message for people
     * @param tasks the pipeline tasks at fault
     * @param relatedUid UID of the run to look at instead
     */
    public record Refused(
            String code,
            String message,
            List<String> tasks,
            @Nullable UUID relatedUid) {

        public Refused {
            tasks = List.copyOf(tasks);
        }
    }

    public RetryRequest {
        adoptedClaims = List.copyOf(adoptedClaims);
    }

    /** The request after its run was created. */
    public RetryRequest created(UUID uid, String itsName, Instant at) {
        return new RetryRequest(
                id,
                baseUid,
                retryNumber,
                retryOfUid,
                namespace,
                itsName,
                requester,
                requestedAt,
                options,
                planVersion,
                reason,
                idempotencyKey,
                notBefore,
                RetryRequestState.CREATED,
                adoptedClaims,
                madePending,
                heldBy,
                uid,
                null,
                at);
    }

    /** Position in the list of all requests. */
    public ListPosition position() {
        return new ListPosition(requestedAt, id);
    }

    /** Whether the run may be created at this time. */
    public boolean isDue(Instant now) {
        return notBefore == null || !now.isBefore(notBefore);
    }
}
