package io.tektonretry.graphql.limit;

import io.tektonretry.access.Caller;
import io.tektonretry.access.RateLimitedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Limits the concurrent operations of each caller, so that no caller occupies all threads. */
public @Component final class ConcurrentCalls {

    private final int most;
    private final Map<String, Integer> underWay = new HashMap<>();

    ConcurrentCalls(ApiLimits limits) {
        this.most = limits.maxConcurrentCalls();
    }

    /**
     * Begins an operation of the caller.
     *
     * @throws RateLimitedException when the maximum number is running
     */
    public synchronized void begin(Caller caller) {
        int now = underWay.getOrDefault(caller.name(), 0);
        if (now >= most) {
            throw new RateLimitedException(
                    "%,d operations of the caller are already running, which is the limit.".formatted(most),
                    Duration.ZERO);
        }
        underWay.put(caller.name(), now + 1);
    }

    public synchronized void end(Caller caller) {
        underWay.computeIfPresent(caller.name(), (name, count) -> count == 1 ? null : count - 1);
    }
}
