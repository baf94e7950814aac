package io.tektonretry.graphql;

import io.tektonretry.access.RunAccess;
import io.tektonretry.history.RetryRequest;
import io.tektonretry.retry.PipelineRunRetrier;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.stereotype.Controller;

/** Cancels requests for retries. */
@Controller
final class RetryCancellation {

    /** A request to cancel. */
    record Input(String id, @Nullable String clientMutationId) {}

    /** Why a request is not cancelled. */
    enum ErrorCode {
        REQUEST_NOT_FOUND,
        FORBIDDEN,
        NOT_SCHEDULED,
        INVALID_INPUT
    }

    /** Why the request was not cancelled, with the argument at fault. */
    record UserError(ErrorCode code, String message, List<String> field) {}

    /** What came of {@code cancelRetryRequest}. */
    record Payload(
            @Nullable RetryRequest request,
            List<UserError> userErrors,
            @Nullable String clientMutationId) {}

    private final PipelineRunRetrier retrier;
    private final VisibleRequests visible;
    private final RunAccess access;

    RetryCancellation(PipelineRunRetrier retrier, VisibleRequests visible, RunAccess access) {
        this.retrier = retrier;
        this.visible = visible;
        this.access = access;
    }

    @MutationMapping
    Payload cancelRetryRequest(@Argument Input input) {
        try {
            return cancel(NodeId.parseRequest(input.id()), input);
        } catch (InvalidInputException e) {
            return refused(input, null, ErrorCode.INVALID_INPUT, e.getMessage());
        }
    }

    private Payload cancel(UUID id, Input input) {
        RetryRequest request = find(id);
        if (request == null) {
            return refused(input, null, ErrorCode.REQUEST_NOT_FOUND, "No such request is known.");
        }
        if (!access.mayRetry(request.namespace())) {
            return refused(
                    input,
                    request,
                    ErrorCode.FORBIDDEN,
                    "Requests are cancelled by those who may retry runs in %s.".formatted(request.namespace()));
        }
        return retrier.cancel(id)
                .map(cancelled -> new Payload(cancelled, List.of(), input.clientMutationId()))
                .orElseGet(() -> refused(
                        input,
                        find(id),
                        ErrorCode.NOT_SCHEDULED,
                        "The retry %s/%s has ended or is being created; cancel the run itself."
                                .formatted(request.namespace(), request.name())));
    }

    private @Nullable RetryRequest find(UUID id) {
        return visible.find(Set.of(id)).get(id);
    }

    private static Payload refused(Input input, @Nullable RetryRequest request, ErrorCode code, String message) {
        UserError error = new UserError(code, message, List.of("input", "id"));
        return new Payload(request, List.of(error), input.clientMutationId());
    }
}
