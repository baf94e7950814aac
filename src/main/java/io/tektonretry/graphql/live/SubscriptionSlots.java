package io.tektonretry.graphql.live;

import io.tektonretry.graphql.error.SubscriptionEndedException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts the open subscriptions, and opens no more than are allowed. */
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
     * @param connection the id of the WebSocket, or something else that is not shared
     * @param caller the name of the caller
     * @throws SubscriptionEndedException when there is none left
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
