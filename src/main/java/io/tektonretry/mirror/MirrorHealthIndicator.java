package io.tektonretry.mirror;

import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.watch.KindInformer;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Ready once the history has recorded what the cluster had, whichever replica writes it, and as long as it does not lag
 * too far behind.
 */
@Component
final class MirrorHealthIndicator implements HealthIndicator {

    private final Mirror mirror;
    private final MirrorReports reports;
    private final LeaderReports past;
    private final Leadership leadership;
    private final MirrorProperties properties;
    private final Clock clock;

    MirrorHealthIndicator(
            Mirror mirror,
            MirrorReports reports,
            LeaderReports past,
            Leadership leadership,
            MirrorProperties properties,
            Clock clock) {
        this.clock = clock;
        this.mirror = mirror;
        this.reports = reports;
        this.past = past;
        this.leadership = leadership;
        this.properties = properties;
    }

    @Override
    public Health health() {
        boolean isCurrent = mirror.isCaughtUp() || (properties.leaderElection() && past.areComplete());
        Health.Builder health = Health.unknown().withDetail("leader", leadership.isLeading());
        if (reports.informers().isEmpty()) {
            past.failure().ifPresent(cause -> health.withDetail("history", cause));
        }
        for (Scope scope : properties.scopes()) {
            Duration lag = reports.lag(scope);
            boolean isNear = lag.compareTo(properties.longestLag()) <= 0;
            isCurrent &= isNear;
            health.withDetail(name(scope), isNear ? state(scope) : state(scope) + ", " + lag.toSeconds() + " s behind");
        }
        return isCurrent ? health.up().build() : health.outOfService().build();
    }

    private static String name(Scope scope) {
        String kind = scope.kind().kind();
        return scope.namespace().isEmpty() ? kind : kind + " in " + scope.namespace();
    }

    private String state(Scope scope) {
        KindInformer informer = reports.informers().get(scope);
        if (informer == null) {
            return past.find(scope).map(this::state).orElse("not followed by any replica");
        }
        return informer.failure()
                .filter(failure -> !informer.isAbsent())
                .map(ClusterFailure::message)
                .orElse(informer.isSynced() ? "synced" : "listing");
    }

    private String state(LeaderReport report) {
        String failure = report.failure();
        String state = failure == null ? report.isRecorded() ? "synced" : "listing" : failure;
        return "%s, reported %d s ago"
                .formatted(state, report.age(clock.instant()).toSeconds());
    }
}
