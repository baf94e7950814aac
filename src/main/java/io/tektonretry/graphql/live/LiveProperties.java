package io.tektonretry.graphql.live;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How subscriptions are served.
 *
 * @param pollInterval how often to poll for changes without notifications of PostgreSQL
 * @param leastPollInterval shortest time between two polls, however many notifications there are
 * @param buffer maximum number of changes kept in memory; a subscriber that falls further behind is disconnected
 * @param bufferSize maximum memory of these changes; a subscriber that is behind them reads from the database
 * @param longestLag how long changes may not be read before the service reports that it is not ready
 * @param maxSubscriptions maximum number of subscriptions of one replica
 * @param maxSubscriptionsPerConnection maximum number of subscriptions on one WebSocket
 * @param maxSubscriptionsPerCaller maximum number of subscriptions of one caller
 * @param maxConnections maximum number of WebSockets of one replica; a further one ends the oldest that is not
 * authenticated
 * @param recheckInterval how often to check whether a subscriber may still see what it follows
 * @param maxAge how long an authentication is valid: after that, subscriptions end, and a WebSocket executes nothing
 * more
 * @param retention how long changes are kept, and so the maximum age of a cursor
 */
public @ConfigurationProperties("tektonretry.live") record LiveProperties(
        @DefaultValue("1s") Duration pollInterval,
        @DefaultValue("100ms") Duration leastPollInterval,
        @DefaultValue("5000") int buffer,
        @DefaultValue("32MB") DataSize bufferSize,
        @DefaultValue("60s") Duration longestLag,
        @DefaultValue("1000") int maxSubscriptions,
        @DefaultValue("50") int maxSubscriptionsPerConnection,
        @DefaultValue("500") int maxSubscriptionsPerCaller,
        @DefaultValue("1000") int maxConnections,
        @DefaultValue("30s") Duration recheckInterval,
        @DefaultValue("1h") Duration maxAge,
        @DefaultValue("24h") Duration retention) {}
