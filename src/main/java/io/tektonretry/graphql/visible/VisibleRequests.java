package io.tektonretry.graphql.visible;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.access.ReadableNamespaces;
import io.tektonretry.access.RunAccess;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequestFilter;
import io.tektonretry.history.request.RetryRequests;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** The requests for retries in the namespaces whose runs the caller may see. */
public @Component final class VisibleRequests {

    private final RetryRequests requests;
    private final VisibleRuns runs;
    private final RunAccess access;

    VisibleRequests(RetryRequests requests, VisibleRuns runs, RunAccess access) {
        this.requests = requests;
        this.runs = runs;
        this.access = access;
    }

    public Map<UUID, RetryRequest> find(Collection<UUID> ids) {
        List<RetryRequest> found = requests.find(ids);
        if (found.isEmpty()) {
            return Map.of();
        }
        ReadableNamespaces visible = access.visibleNamespaces(
                () -> found.stream().map(RetryRequest::namespace).distinct().toList());
        return found.stream()
                .filter(request -> visible.contains(request.namespace()))
                .collect(toMap(RetryRequest::id, Function.identity()));
    }

    /** The filter restricted to visible namespaces; empty when nothing is visible. */
    public Optional<RetryRequestFilter> visible(RetryRequestFilter filter) {
        return runs.namespaces(filter.namespaces(), filter, filter::in);
    }
}
