package io.tektonretry.history.request;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which requests to list: all conditions must hold; of the values of one condition any may match. An empty list or null
 * does not restrict.
 *
 * @param namespaces namespaces of the retried run
 * @param states states of the request
 * @param requestedBy the user who asked
 * @param retryOfUid UID of the retried run
 */
public record RetryRequestFilter(
        List<String> namespaces,
        List<RetryRequestState> states,
        @Nullable String requestedBy,
        @Nullable UUID retryOfUid) {

    public static final RetryRequestFilter ALL = new RetryRequestFilter(List.of(), List.of(), null, null);

    public RetryRequestFilter {
        namespaces = List.copyOf(namespaces);
        states = List.copyOf(states);
    }

    /** The same filter, in these namespaces. */
    public RetryRequestFilter in(List<String> others) {
        return new RetryRequestFilter(others, states, requestedBy, retryOfUid);
    }
}
