package io.tektonretry.retry.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a plan is made from.
 *
 * @param lineage the root first, then its retries in order; the last is the run to retry
 * @param options what to run again beside the failed tasks
 * @param claims whether the volumes that a plan asked for are there, by the name of the claim; one that is missing was not looked up
 * @param retryNumber N of the name {@code <root>-r<N>}, from 1
 * @param neighbours what other systems want of the new run
 * @param at when
 * @param current the definition as it is now, when the options ask for it and the run can be retried by it; null otherwise
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

    /** A request where nobody wants anything of the new run. */
    public PlanInput(
            List<AttemptDocuments> lineage, RetryOptions options, Map<String, ClaimState> claims, int retryNumber) {
        this(lineage, options, claims, retryNumber, Neighbours.none(), Instant.EPOCH);
    }

    /** A request for a retry by what was recorded. */
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
