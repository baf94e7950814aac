package io.tektonretry.graphql.retry;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.CurrentCaller;
import io.tektonretry.access.RunAccess;
import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.visible.RequesterRights;
import io.tektonretry.graphql.visible.VisibleRequests;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.PipelineRunRetrier;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;

/** Cancels requests for retries. */
public @Controller final class RetryCancellation {

    /** Input of {@code cancelRetryRequest}. */
    record Input(String id, @Nullable String clientMutationId) {}

    /** Why a request is not cancelled. */
    public enum CancellationErrorCode {
        REQUEST_NOT_FOUND,
        FORBIDDEN,
        NOT_SCHEDULED,
        INVALID_INPUT,
        CLUSTER_UNAVAILABLE
    }

    /** Why the request was not cancelled, with the argument at fault. */
    record UserError(CancellationErrorCode code, String message, List<String> field) {}

    /** Outcome of {@code cancelRetryRequest}. */
    record Payload(
            @Nullable RetryRequest request,
            List<UserError> userErrors,
            @Nullable String clientMutationId) {}

    private final PipelineRunRetrier retrier;
    private final VisibleRequests visible;
    private final RunAccess access;
    private final CurrentCaller caller;
    private final RejectedCallAudit turnedAway;

    RetryCancellation(
            PipelineRunRetrier retrier,
            VisibleRequests visible,
            RunAccess access,
            CurrentCaller caller,
            RejectedCallAudit turnedAway) {
        this.retrier = retrier;
        this.visible = visible;
        this.access = access;
        this.caller = caller;
        this.turnedAway = turnedAway;
    }

    @MutationMapping
    Payload cancelRetryRequest(@Argument Input input) {
        UUID id;
        try {
            id = NodeId.parseRequest(input.id());
        } catch (InvalidInputException e) {
            turnedAway.fromCancelling(null, CancellationErrorCode.INVALID_INPUT.name(), e.getMessage());
            return refused(input, null, CancellationErrorCode.INVALID_INPUT, e.getMessage());
        }
        Payload payload = tried(id, input);
        payload.userErrors()
                .forEach(error -> turnedAway.fromCancelling(id, error.code().name(), error.message()));
        return payload;
    }

    private Payload tried(UUID id, Input input) {
        try {
            return cancel(id, input);
        } catch (AccessUndecidedException e) {
            return refused(
                    input,
                    null,
                    CancellationErrorCode.CLUSTER_UNAVAILABLE,
                    "The API server did not answer whether you may do this; try again.");
        }
    }

    private Payload cancel(UUID id, Input input) {
        RetryRequest request = find(id);
        if (request == null) {
            return refused(input, null, CancellationErrorCode.REQUEST_NOT_FOUND, "No such request is known.");
        }
        if (!access.mayRetry(request.namespace())) {
            return refused(
                    input,
                    request,
                    CancellationErrorCode.FORBIDDEN,
                    "Cancelling a request needs the right to retry runs in %s.".formatted(request.namespace()));
        }
        return retrier.cancel(id, RequesterRights.requester(caller))
                .map(cancelled -> new Payload(cancelled, List.of(), input.clientMutationId()))
                .orElseGet(() -> refused(
                        input,
                        find(id),
                        CancellationErrorCode.NOT_SCHEDULED,
                        "The retry %s/%s has ended or is being created; cancel the run itself."
                                .formatted(request.namespace(), request.name())));
    }

    private @Nullable RetryRequest find(UUID id) {
        return visible.find(Set.of(id)).get(id);
    }

    private static Payload refused(
            Input input, @Nullable RetryRequest request, CancellationErrorCode code, String message) {
        UserError error = new UserError(code, message, List.of("input", "id"));
        return new Payload(request, List.of(error), input.clientMutationId());
    }
}
