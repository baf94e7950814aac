package io.tektonretry.graphql.live;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Reports the service as not ready when this replica has not read changes for too long. */
public @Component final class LiveHealthIndicator implements HealthIndicator {

    private final ChangeBroadcaster live;
    private final LiveProperties properties;

    public LiveHealthIndicator(ChangeBroadcaster live, LiveProperties properties) {
        this.live = live;
        this.properties = properties;
    }

    @Override
    public Health health() {
        Duration lag = live.lag();
        boolean isNear = lag.compareTo(properties.longestLag()) <= 0;
        return (isNear ? Health.up() : Health.outOfService())
                .withDetail("lag", lag.toSeconds() + " s")
                .build();
    }
}
