package io.tektonretry.history.request;

import io.tektonretry.history.HistoryProperties;
import io.tektonretry.history.database.ListedTable;
import io.tektonretry.history.database.NativeQueries;
import io.tektonretry.history.database.RowConditions;
import io.tektonretry.history.database.TimeOrderedTable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.stereotype.Repository;

/** Lists the requests. */
@Repository
public class RetryRequestList extends TimeOrderedTable<RetryRequestFilter, RetryRequest, RetryRequest> {

    private static final ListedTable<RetryRequest> REQUESTS = new ListedTable<>(
            "retry_request",
            "requests",
            "requested_at",
            "id",
            RetryRequestRow::read,
            RetryRequest::requestedAt,
            "another condition: `namespaces`, `states`, `requestedBy` or `runId`");

    RetryRequestList(NativeQueries queries, HistoryProperties properties) {
        super(queries, REQUESTS, Function.identity(), properties.runsLookedAt());
    }

    /** The indexes of namespaces and people have the requests by state. */
    @Override
    protected RowConditions conditions(RetryRequestFilter filter) {
        RowConditions conditions = new RowConditions();
        List<String> states = filter.states().stream().map(Enum::name).toList();
        if (filter.retryOfUid() != null) {
            conditions.key("retry_of_uid", "uuid", "retryOf", filter.retryOfUid());
            conditions.anyOf("namespace", "namespaces", filter.namespaces());
            conditions.anyOf("state", "states", states);
            if (filter.requestedBy() != null) {
                conditions.rest("r.requested_by = :requestedBy", "requestedBy", filter.requestedBy());
            }
            return conditions;
        }
        boolean isOfAllStates = states.isEmpty()
                && (filter.requestedBy() != null || !filter.namespaces().isEmpty());
        conditions.branch("namespace", "namespaces", filter.namespaces());
        if (filter.requestedBy() != null) {
            conditions.branch("requested_by", "requestedBy", List.of(filter.requestedBy()));
        }
        conditions.branch(
                "state",
                "states",
                isOfAllStates
                        ? Stream.of(RetryRequestState.values()).map(Enum::name).toList()
                        : states);
        return conditions;
    }
}
