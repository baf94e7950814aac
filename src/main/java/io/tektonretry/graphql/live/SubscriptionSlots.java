package io.tektonretry.graphql.live;

import io.tektonretry.graphql.error.SubscriptionEndedException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Limits the number of open subscriptions. */
public @Component final class SubscriptionSlots {

    private final LiveProperties properties;
    private final Map<String, Integer> byConnection = new HashMap<>();
    private final Map<String, Integer> byCaller = new HashMap<>();
    private volatile int total;

    SubscriptionSlots(LiveProperties properties) {
        this.properties = properties;
    }

    public boolean isEmpty() {
        return total == 0;
    }

    /**
     * Takes a slot.
     *
     * @param connection the id of the WebSocket, or another unique value
     * @param caller name of the caller
     * @throws SubscriptionEndedException when none is free
     */
    synchronized void take(String connection, String caller) {
        if (total >= properties.maxSubscriptions()) {
            throw SubscriptionEndedException.tooMany(properties.maxSubscriptions(), "this replica");
        }
        int here = byConnection.getOrDefault(connection, 0);
        if (here >= properties.maxSubscriptionsPerConnection()) {
            throw SubscriptionEndedException.tooMany(properties.maxSubscriptionsPerConnection(), "this connection");
        }
        int theirs = byCaller.getOrDefault(caller, 0);
        if (theirs >= properties.maxSubscriptionsPerCaller()) {
            throw SubscriptionEndedException.tooMany(
                    properties.maxSubscriptionsPerCaller(), "this replica for the caller");
        }
        byConnection.put(connection, here + 1);
        byCaller.put(caller, theirs + 1);
        total++;
    }

    synchronized void release(String connection, String caller) {
        byCaller.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
        byConnection.computeIfPresent(connection, (id, count) -> count == 1 ? null : count - 1);
        total--;
    }
}
