package io.tektonretry.telemetry;

import static java.util.stream.Collectors.toSet;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Counts each ended run at most once, and then exports its trace at least once. An OTLP endpoint that is not available
 * delays no metrics.
 */
@Component
class RunTelemetry {

    private static final Logger LOG = LoggerFactory.getLogger(RunTelemetry.class);

    private static final int AT_ONCE = 100;

    /** Fewer, because each may have thousands of spans. */
    private static final int EXPORTED_AT_ONCE = 10;

    private final EndedRunQueue runs;
    private final RunMeters meters;
    private final RunTraces traces;
    private final TelemetryProperties properties;
    private final Counter dropped;
    private final Clock clock;

    RunTelemetry(
            EndedRunQueue runs,
            RunMeters meters,
            RunTraces traces,
            TelemetryProperties properties,
            MeterRegistry registry,
            Clock clock) {
        this.runs = runs;
        this.meters = meters;
        this.traces = traces;
        this.properties = properties;
        this.dropped = registry.counter("telemetry.runs.dropped");
        this.clock = clock;
    }

    /** Works on all runs that wait; one thread at a time. */
    synchronized void look(BooleanSupplier stops) {
        drop();
        List<UUID> ended = runs.next(false, AT_ONCE);
        while (!ended.isEmpty() && !stops.getAsBoolean()) {
            count(ended);
            ended = runs.next(false, AT_ONCE);
        }
        if (traces.areExported()) {
            export(stops);
        }
    }

    private void drop() {
        int surplus = runs.drop(clock.instant().minus(properties.maxAge()), properties.maxPending());
        if (surplus > 0) {
            dropped.increment(surplus);
            LOG.atWarn()
                    .addKeyValue("dropped", surplus)
                    .log("Ended runs were dropped before their metrics and traces were exported");
        }
    }

    /** Runs that ended too long ago are neither counted nor exported: the first sync of a cluster finds them. */
    private void count(List<UUID> ended) {
        Instant before = clock.instant().minus(properties.maxAge());
        List<EndedRun> recent = runs.find(ended).stream()
                .filter(run -> run.endedAt().isAfter(before))
                .toList();
        Set<UUID> kept =
                traces.areExported() ? recent.stream().map(EndedRun::uid).collect(toSet()) : Set.of();
        runs.counted(kept);
        runs.remove(ended.stream().filter(uid -> !kept.contains(uid)).toList());
        recent.forEach(meters::count);
    }

    private void export(BooleanSupplier stops) {
        List<UUID> counted = runs.next(true, EXPORTED_AT_ONCE);
        while (!counted.isEmpty() && !stops.getAsBoolean() && traces.export(counted)) {
            runs.remove(counted);
            counted = runs.next(true, EXPORTED_AT_ONCE);
        }
    }
}
