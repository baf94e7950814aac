package io.tektonretry.mirror;

import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.finalizer.Finalizers;
import io.tektonretry.tekton.finalizer.HeldObjects;
import io.tektonretry.tekton.watch.ObjectMetadata;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Releases objects whose deadline has passed. While the history lags, changes may not even be read, so this asks the
 * cluster which objects wait, instead of remembering them. It also asks periodically otherwise: every object has a
 * deadline, whatever it waits for.
 */
@Component
final class OverdueReleases {

    private static final Logger LOG = LoggerFactory.getLogger(OverdueReleases.class);

    private static final int NAMED = 5;

    private final HeldObjects held;
    private final Finalizers finalizers;
    private final MirrorReports reports;
    private final FinalizerProperties properties;
    private final MirrorProperties mirror;
    private final MeterRegistry meters;
    private final Clock clock;
    private Instant searched = Instant.EPOCH;

    OverdueReleases(
            HeldObjects held,
            Finalizers finalizers,
            MirrorReports reports,
            FinalizerProperties properties,
            MirrorProperties mirror,
            MeterRegistry meters,
            Clock clock) {
        this.clock = clock;
        this.held = held;
        this.finalizers = finalizers;
        this.reports = reports;
        this.properties = properties;
        this.mirror = mirror;
        this.meters = meters;
    }

    /** Waits for the first interval, as the informers must first observe what was deleted before. */
    void begin() {
        searched = clock.instant();
    }

    void releaseWhenDue() throws InterruptedException {
        Instant now = clock.instant();
        if (properties.mode() != FinalizerProperties.Mode.NONE && now.isAfter(due())) {
            searched = now;
            try {
                held.overdue(mirror.namespaces(), now.minus(properties.deadline()), this::release);
            } catch (ClusterUnavailableException e) {
                LOG.atDebug().addKeyValue("cause", e.getMessage()).log("Objects that wait too long cannot be searched");
            }
        }
    }

    private Instant due() {
        boolean isHeldUp = reports.isHeldUp(properties.interval());
        return searched.plus(isHeldUp ? properties.interval() : properties.deadline());
    }

    private void release(List<ObjectMetadata> overdue) {
        List<ObjectMetadata> released = overdue.stream()
                .filter(object -> finalizers.release(object) instanceof Finalizers.Outcome.Done)
                .toList();
        if (!released.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("objects", released.size())
                    .addKeyValue("among", released.stream().limit(NAMED).toList())
                    .log("Objects were released although their last state may not be recorded");
        }
        meters.counter("mirror.finalizer", "outcome", "overdue").increment(released.size());
    }
}
