package io.tektonretry.graphql.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.tektonretry.access.RateLimitedException;
import java.time.Duration;
import java.util.Map;

/** The cost of an operation, and the points that its caller has left. */
public final class OperationBudget {

    private static final int NODES_A_POINT = 100;

    private final Bucket bucket;
    private final int limit;
    private long cost;

    OperationBudget(Bucket bucket, int limit) {
        this.bucket = bucket;
        this.limit = limit;
    }

    /**
     * Charges the fixed cost of an operation.
     *
     * @throws RateLimitedException when too few points are left
     */
    public void payForOperation() {
        pay(1);
    }

    /**
     * Charges the nodes that the operation may read, at most the whole budget.
     *
     * @throws RateLimitedException when too few points are left
     */
    public void payForNodes(long nodes) {
        long points = Math.min(limit - 1L, nodes / NODES_A_POINT);
        if (points > 0) {
            pay(points);
        }
    }

    private synchronized void pay(long points) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(points);
        if (!probe.isConsumed()) {
            throw new RateLimitedException(
                    "The operation costs %,d more points, but only %,d of %,d a minute are left."
                            .formatted(points, probe.getRemainingTokens(), limit),
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
        cost += points;
    }

    /** The budget as reported to the caller. */
    synchronized Map<String, Object> told() {
        long untilFull = bucket.estimateAbilityToConsume(limit).getNanosToWaitForRefill();
        return Map.of(
                "cost",
                cost,
                "limit",
                limit,
                "remaining",
                bucket.getAvailableTokens(),
                "resetSeconds",
                Duration.ofNanos(untilFull).toSeconds() + 1);
    }
}
