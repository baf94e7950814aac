package io.tektonretry.graphql;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.access.RunAccess;
import io.tektonretry.history.RetryRequest;
import io.tektonretry.history.RetryRequests;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** The requests for retries in the namespaces whose runs the caller may see. */
@Component
final class VisibleRequests {

    private final RetryRequests requests;
    private final RunAccess access;

    VisibleRequests(RetryRequests requests, RunAccess access) {
        this.requests = requests;
        this.access = access;
    }

    Map<UUID, RetryRequest> find(Collection<UUID> ids) {
        return requests.find(ids).stream()
                .filter(request -> access.mayRead(request.namespace()))
                .collect(toMap(RetryRequest::id, Function.identity()));
    }
}
