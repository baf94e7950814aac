package io.tektonretry.history.request;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a bulk retry.
 *
 * @param requestedBy user who asked
 * @param idempotencyKey the caller's key for the call
 * @param requestedAt when
 * @param input the input, to detect other input under the same key
 * @param runUids in the order of the results
 * @param hasMore whether the filter matched more runs
 * @param endCursor where the next ones begin; null when nothing matched, or there was no filter
 */
public record BulkRetry(
        String requestedBy,
        String idempotencyKey,
        Instant requestedAt,
        String input,
        List<UUID> runUids,
        boolean hasMore,
        @Nullable String endCursor) {

    public BulkRetry {
        runUids = List.copyOf(runUids);
    }
}
