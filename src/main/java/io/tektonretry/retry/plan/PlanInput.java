package io.tektonretry.retry.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The complete input of a plan.
 *
 * @param lineage the root first, then its retries in order; the last one is the run to retry
 * @param options how to retry
 * @param claims state of the volumes that a plan asked for, by the name of the claim; absent if not looked up
 * @param retryNumber N of the name {@code <root>-r<N>}, from 1
 * @param neighbours what other systems require of the new run
 * @param at when
 * @param current the current definition, if the options ask for it and the run can be retried with it; null otherwise
 */
public record PlanInput(
        List<AttemptDocuments> lineage,
        RetryOptions options,
        Map<String, ClaimState> claims,
        int retryNumber,
        Neighbours neighbours,
        Instant at,
        @Nullable CurrentDefinition current) {

    public PlanInput {
        lineage = List.copyOf(lineage);
        claims = Map.copyOf(claims);
        if (lineage.isEmpty()) {
            throw new IllegalArgumentException("A lineage must have a root");
        }
    }

    /** Input without requirements of other systems. */
    public PlanInput(
            List<AttemptDocuments> lineage, RetryOptions options, Map<String, ClaimState> claims, int retryNumber) {
        this(lineage, options, claims, retryNumber, Neighbours.none(), Instant.EPOCH);
    }

    /** Input for a retry with the recorded definition. */
    public PlanInput(
            List<AttemptDocuments> lineage,
            RetryOptions options,
            Map<String, ClaimState> claims,
            int retryNumber,
            Neighbours neighbours,
            Instant at) {
        this(lineage, options, claims, retryNumber, neighbours, at, null);
    }
}
