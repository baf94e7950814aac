package io.tektonretry.history.request;

import io.tektonretry.history.database.Conditions;
import io.tektonretry.history.database.TimeOrderedTable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lists the requests. */
@Repository
public class RetryRequestList extends TimeOrderedTable<RetryRequestFilter, RetryRequest> {

    RetryRequestList(JdbcClient jdbc) {
        super(jdbc, "retry_request", "requested_at", RetryRequestRow::read);
    }

    @Override
    public void restrict(RetryRequestFilter filter, Conditions conditions) {
        conditions.anyOf("namespace", filter.namespaces());
        conditions.anyOf("state", filter.states());
        conditions.given("requested_by = :requestedBy", "requestedBy", filter.requestedBy());
        conditions.given("retry_of_uid = :retryOf", "retryOf", filter.retryOfUid());
    }
}
