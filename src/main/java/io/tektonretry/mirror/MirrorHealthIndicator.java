package io.tektonretry.mirror;

import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.KindInformer;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** The service is ready once it or another replica knows what the cluster held, and as long as it does not lag far behind. */
@Component
final class MirrorHealthIndicator implements HealthIndicator {

    private final Mirror mirror;
    private final MirrorReports reports;
    private final Leadership leadership;
    private final MirrorProperties properties;

    MirrorHealthIndicator(Mirror mirror, MirrorReports reports, Leadership leadership, MirrorProperties properties) {
        this.mirror = mirror;
        this.reports = reports;
        this.leadership = leadership;
        this.properties = properties;
    }

    @Override
    public Health health() {
        boolean isCurrent = mirror.isCaughtUp() || leadership.hasFollowed();
        Health.Builder health = Health.unknown().withDetail("leader", leadership.isLeading());
        for (Scope scope : reports.byScope().keySet()) {
            Duration lag = reports.lag(scope);
            isCurrent &= lag.compareTo(properties.longestLag()) <= 0;
            health.withDetail(name(scope), state(scope, lag));
        }
        return isCurrent ? health.up().build() : health.outOfService().build();
    }

    private static String name(Scope scope) {
        String kind = scope.kind().kind();
        return scope.namespace().isEmpty() ? kind : kind + " in " + scope.namespace();
    }

    private String state(Scope scope, Duration lag) {
        KindInformer informer = reports.byScope().get(scope);
        if (informer == null) {
            return "stopped";
        }
        String state = informer.failure()
                .filter(failure -> !informer.isAbsent())
                .map(ClusterFailure::message)
                .orElse(informer.isSynced() ? "synced" : "listing");
        return lag.compareTo(properties.longestLag()) <= 0 ? state : state + ", " + lag.toSeconds() + " s behind";
    }
}
