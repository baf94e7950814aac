package io.tektonretry.worker;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Reports the service as not ready when a worker's thread has died. Workers that fail and try again are only named. */
@Component
final class WorkersHealthIndicator implements HealthIndicator {

    private final Workers workers;

    WorkersHealthIndicator(Workers workers) {
        this.workers = workers;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        for (Worker worker : workers.running()) {
            worker.failure().ifPresent(failure -> health.withDetail(worker.name(), failure));
            if (worker.isDead()) {
                health.outOfService().withDetail(worker.name(), "its thread has ended");
            }
        }
        return health.build();
    }
}
