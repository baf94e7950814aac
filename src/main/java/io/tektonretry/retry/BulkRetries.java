package io.tektonretry.retry;

import io.tektonretry.history.request.BulkRetry;
import io.tektonretry.history.request.BulkRetryRows;
import java.time.Clock;
import org.springframework.stereotype.Service;

/** Stores the runs of a bulk retry, so that a repeated call continues with the same runs. */
@Service
public class BulkRetries {

    private final BulkRetryRows rows;
    private final RetryProperties properties;
    private final Clock clock;

    BulkRetries(BulkRetryRows rows, RetryProperties properties, Clock clock) {
        this.rows = rows;
        this.properties = properties;
        this.clock = clock;
    }

    /** Stores the choice under its key; returns the earlier one if its requester has used the key within the window. */
    public BulkRetry keep(BulkRetry choice) {
        return rows.keep(choice, clock.instant().minus(properties.idempotencyWindow()));
    }
}
