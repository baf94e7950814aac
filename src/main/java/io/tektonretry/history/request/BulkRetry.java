package io.tektonretry.history.request;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The runs that a bulk retry is about.
 *
 * @param requestedBy who asked
 * @param idempotencyKey the caller's own name for the call
 * @param requestedAt when
 * @param input what was asked, to tell another input under the same key
 * @param runUids in the order of the results
 * @param hasMore whether the filter found further runs
 * @param endCursor where those begin; null when nothing was found, or no filter was given
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
