package io.tektonretry.mirror;

import io.tektonretry.tekton.KindInformer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** The service is ready once it knows what the cluster held when it started. */
@Component
final class MirrorHealthIndicator implements HealthIndicator {

    private final Mirror mirror;

    MirrorHealthIndicator(Mirror mirror) {
        this.mirror = mirror;
    }

    @Override
    public Health health() {
        Health.Builder health = mirror.isCaughtUp() ? Health.up() : Health.outOfService();
        for (KindInformer informer : mirror.informers()) {
            String state = informer.failure().orElse(informer.isSynced() ? "synced" : "listing");
            health.withDetail(informer.kind().kind(), state);
        }
        return health.build();
    }
}
