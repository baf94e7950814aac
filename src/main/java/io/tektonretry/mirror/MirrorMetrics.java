package io.tektonretry.mirror;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tektonretry.history.Recorded;
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
    }

    Timer batches() {
        return batches;
    }

    void count(Recorded recorded) {
        count("stored", recorded.stored());
        count("known", recorded.known());
        count("unreadable", recorded.unreadable());
    }

    void countRefused() {
        count("refused", 1);
    }

    private void count(String outcome, int events) {
        meters.counter("mirror.events", "outcome", outcome).increment(events);
    }
}
