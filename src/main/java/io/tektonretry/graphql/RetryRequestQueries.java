package io.tektonretry.graphql;

import io.tektonretry.history.BoundedCount;
import io.tektonretry.history.ListPosition;
import io.tektonretry.history.RetryRequest;
import io.tektonretry.history.RetryRequestFilter;
import io.tektonretry.history.RetryRequestList;
import io.tektonretry.history.RetryRequestPage;
import io.tektonretry.history.RetryRequestState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

/** Answers the query for requests. */
@Controller
final class RetryRequestQueries {

    /** Which requests to list, as it was asked. */
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
        int size = page.size();
        String cursor = page.cursor();
        ListPosition position = cursor == null ? null : ListCursor.decode(cursor);
        return visible.visible(filter == null ? RetryRequestFilter.ALL : filter.filter())
                .map(found -> page.isBackward() ? before(found, position, size) : after(found, position, size))
                .orElseGet(() -> connection(List.of(), false, false));
    }

    private Connection<RetryRequest> after(RetryRequestFilter filter, @Nullable ListPosition position, int size) {
        RetryRequestPage page = requests.after(filter, position, size);
        return connection(page.requests(), page.hasMore(), position != null);
    }

    private Connection<RetryRequest> before(RetryRequestFilter filter, @Nullable ListPosition position, int size) {
        RetryRequestPage page = requests.before(filter, position, size);
        return connection(page.requests(), position != null, page.hasMore());
    }

    private static Connection<RetryRequest> connection(
            List<RetryRequest> page, boolean hasNextPage, boolean hasPreviousPage) {
        return Connection.of(
                page,
                request -> ListCursor.encode(request.position()),
                hasNextPage,
                hasPreviousPage,
                upTo -> new BoundedCount(page.size(), false));
    }
}
