package io.tektonretry.mirror;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.tektonretry.history.recording.Recorded;
import io.tektonretry.history.recording.Recorded.Outcome;
import io.tektonretry.tekton.watch.Listing;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Counts what the mirror does. */
@Component
final class MirrorMetrics {

    private final MeterRegistry meters;
    private final Timer batches;

    MirrorMetrics(MeterRegistry meters, DirtyObjects dirty) {
        this.meters = meters;
        this.batches = meters.timer("mirror.batch");
        meters.gauge("mirror.queue.depth", dirty, DirtyObjects::size);
        // Prometheus does not see the increase of a counter that appears with its first count.
        meters.counter("mirror.gaps");
        meters.counter("mirror.ghosts.resolved");
    }

    Timer batches() {
        return batches;
    }

    /** An object that is missing from the outcomes was put into quarantine. */
    void count(List<PendingObject> changes, Recorded recorded) {
        for (PendingObject change : changes) {
            count(change, recorded.outcomes().getOrDefault(change.uid(), Outcome.QUARANTINED));
        }
    }

    void countGhosts(Recorded recorded) {
        meters.counter("mirror.ghosts.resolved").increment(recorded.resolvedGhosts());
    }

    void countQuarantined(PendingObject change) {
        count(change, Outcome.QUARANTINED);
    }

    void countUnreadable(String kind) {
        events(kind, "unreadable", Outcome.QUARANTINED);
    }

    private void count(PendingObject change, Outcome outcome) {
        events(change.kind().kind(), lowerCase(change.presence()), outcome);
    }

    private void events(String kind, String type, Outcome outcome) {
        meters.counter("mirror.events", "kind", kind, "type", type, "outcome", lowerCase(outcome))
                .increment();
    }

    void countListing(Scope scope, Listing listing) {
        meters.counter("mirror.relists", "kind", scope.kind().kind(), "reason", lowerCase(listing.reason()))
                .increment();
    }

    void countGaps(int gaps) {
        meters.counter("mirror.gaps").increment(gaps);
    }

    /** Registers a gauge of a duration in seconds. */
    void lag(Scope scope, Supplier<Number> seconds) {
        TimeGauge.builder("mirror.lag", seconds, TimeUnit.SECONDS)
                .tags(Tags.of("kind", scope.kind().kind(), "namespace", scope.namespace()))
                .register(meters);
    }

    void gauge(String name, Scope scope, Supplier<Number> value) {
        Gauge.builder(name, value)
                .tags(Tags.of("kind", scope.kind().kind(), "namespace", scope.namespace()))
                .register(meters);
    }

    void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).register(meters);
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
