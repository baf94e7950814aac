package io.tektonretry.history.request;

import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request for a retry, and what came of it.
 *
 * @param id carried by the created PipelineRun in an annotation
 * @param baseUid UID of the run at the root of the lineage
 * @param retryNumber N of the name {@code <root>-r<N>}, from 1
 * @param retryOfUid UID of the run that is retried
 * @param namespace where the PipelineRun is created
 * @param name of the PipelineRun that is created
 * @param requester who asked
 * @param requestedAt when
 * @param options how to retry, as JSON
 * @param planVersion the plan that the requester has seen
 * @param reason why, for people
 * @param idempotencyKey the requester's own name for the request; null also when the key is free again
 * @param notBefore when to create the run; null for at once
 * @param state how it stands
 * @param adoptedClaims volumes that need the created run as an owner; known once it is being created
 * @param madePending whether the run was created pending by the service, which starts it in the end
 * @param heldBy who else holds the run and starts it in its turn, as the cluster told before it was created
 * @param createdUid UID of the PipelineRun that was created
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

    /** Where it stands in the list of all requests. */
    public ListPosition position() {
        return new ListPosition(requestedAt, id);
    }

    /** Whether the run may be created at this time. */
    public boolean isDue(Instant now) {
        return notBefore == null || !now.isBefore(notBefore);
    }
}
