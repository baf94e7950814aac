package io.tektonretry.graphql.live;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How subscriptions are served.
 *
 * @param pollInterval how often changes are looked for when PostgreSQL gives no hint
 * @param leastPollInterval how often changes are looked for at most, however many hints there are
 * @param buffer how many changes are kept in memory; a subscriber that falls further behind is cut off
 * @param bufferSize how much memory they may take; a subscriber that is behind them reads from the database
 * @param longestLag for how long changes may not be read before the service says that it is not ready
 * @param maxSubscriptions how many subscriptions one replica serves
 * @param maxSubscriptionsPerConnection how many of them share a WebSocket
 * @param maxSubscriptionsPerCaller how many of them one caller may have
 * @param maxConnections how many WebSockets one replica serves; one more ends the oldest that has not said whose it is
 * @param recheckInterval how often it is asked whether a subscriber may still see what it follows
 * @param maxAge how long a caller is taken for granted: then a subscription ends, and a WebSocket executes nothing any more
 * @param retention how long changes are kept, and so how old a cursor may be
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
