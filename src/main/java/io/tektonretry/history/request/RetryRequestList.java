package io.tektonretry.history.request;

import io.tektonretry.history.database.Conditions;
import io.tektonretry.history.database.TimeOrderedTable;
import org.springframework.stereotype.Repository;

/** Lists the requests. */
@Repository
public class RetryRequestList extends TimeOrderedTable<RetryRequestFilter, RetryRequestRecord, RetryRequest> {

    RetryRequestList(RetryRequestRecords requests) {
        super(requests, "requestedAt", RetryRequestRecord::request);
    }

    @Override
    protected void restrict(RetryRequestFilter filter, Conditions<RetryRequestRecord> conditions) {
        conditions.anyOf("namespace", filter.namespaces());
        conditions.anyOf("state", filter.states());
        conditions.is("requestedBy", filter.requestedBy());
        conditions.is("retryOfUid", filter.retryOfUid());
    }
}
