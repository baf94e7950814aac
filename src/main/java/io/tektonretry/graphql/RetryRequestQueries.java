package io.tektonretry.graphql;

import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.graphql.visible.VisibleRequests;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequestFilter;
import io.tektonretry.history.request.RetryRequestList;
import io.tektonretry.history.request.RetryRequestState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

/** Lists requests. */
@Controller
final class RetryRequestQueries {

    /** The filter of the query. */
    record Filter(
            @Nullable List<String> namespaces,
            @Nullable List<RetryRequestState> states,
            @Nullable String requestedBy,
            @Nullable String runId) {

        private RetryRequestFilter filter() {
            return new RetryRequestFilter(
                    namespaces == null ? List.of() : namespaces,
                    states == null ? List.of() : states,
                    requestedBy,
                    runId == null ? null : NodeId.parseRun(runId));
        }
    }

    private final VisibleRequests visible;
    private final RetryRequestList requests;

    RetryRequestQueries(VisibleRequests visible, RetryRequestList requests) {
        this.visible = visible;
        this.requests = requests;
    }

    @QueryMapping
    Connection<RetryRequest> retryRequests(@Arguments PageArguments page, @Argument @Nullable Filter filter) {
        return visible.visible(filter == null ? RetryRequestFilter.ALL : filter.filter())
                .map(shown -> Connection.uncounted(requests, shown, RetryRequest::position, page))
                .orElseGet(() -> Connection.empty(page));
    }
}
