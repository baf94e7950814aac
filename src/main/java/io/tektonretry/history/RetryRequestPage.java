package io.tektonretry.history;

import java.util.List;

/**
 * A page of requests, newest first.
 *
 * @param requests the requests
 * @param hasMore whether there are more in the direction that was read
 */
public record RetryRequestPage(List<RetryRequest> requests, boolean hasMore) {

    public RetryRequestPage {
        requests = List.copyOf(requests);
    }
}
