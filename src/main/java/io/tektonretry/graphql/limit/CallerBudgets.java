package io.tektonretry.graphql.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.tektonretry.access.Caller;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** The remaining points of each caller, counted per replica. */
public @Component final class CallerBudgets {

    private static final int CALLERS = 10_000;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final int points;
    private final LoadingCache<String, Bucket> buckets;

    CallerBudgets(ApiLimits limits) {
        this.points = limits.pointsPerMinute();
        this.buckets = Caffeine.newBuilder()
                .maximumSize(CALLERS)
                .expireAfterAccess(PERIOD)
                .build(caller -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(points).refillIntervally(points, PERIOD))
                        .build());
    }

    /** The budget of the caller for one more operation. */
    public OperationBudget of(Caller caller) {
        return new OperationBudget(buckets.get(caller.name()), points);
    }
}
