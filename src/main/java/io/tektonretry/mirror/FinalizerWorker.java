package io.tektonretry.mirror;

import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.mirror.FinalizerProperties.Mode;
import io.tektonretry.mirror.PendingPatches.Patch;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.finalizer.Finalizers;
import io.tektonretry.tekton.watch.ObjectMetadata;
import io.tektonretry.worker.Backoff;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps objects in the cluster with a finalizer, and releases a deleted object as soon as its last state is committed.
 */
@Component
final class FinalizerWorker {

    private static final Logger LOG = LoggerFactory.getLogger(FinalizerWorker.class);

    private static final Duration IDLE = Duration.ofMillis(100);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Finalizers finalizers;
    private final OverdueReleases overdue;
    private final FinalizerProperties properties;
    private final MeterRegistry meters;
    private final PendingPatches pending = new PendingPatches();
    private final Backoff backoff = new Backoff(LONGEST_PAUSE);
    private final Set<Integer> toldCodes = ConcurrentHashMap.newKeySet();
    private final Worker worker;

    FinalizerWorker(
            Finalizers finalizers,
            OverdueReleases overdue,
            FinalizerProperties properties,
            MeterRegistry meters,
            Workers workers) {
        this.finalizers = finalizers;
        this.overdue = overdue;
        this.properties = properties;
        this.meters = meters;
        this.worker = workers.worker("finalizers");
        Stream.of("held", "released", "failed", "overdue")
                .forEach(outcome -> meters.counter("mirror.finalizer", "outcome", outcome));
        meters.gauge("mirror.finalizer.waiting", pending, PendingPatches::waiting);
    }

    /** The object exists in this state. */
    void seen(ObjectMetadata object) {
        boolean isLost = properties.mode() == Mode.HOLD && !object.isHeld();
        boolean isHeldNoLonger = properties.mode() == Mode.RELEASE && object.isHeld();
        if (!object.isTerminating() && (isLost || isHeldNoLonger)) {
            pending.add(new Patch(object, isHeldNoLonger));
        }
    }

    /** Whether the object must be released once this state is recorded. */
    boolean waits(ObjectMetadata object) {
        return object.isTerminating() && object.isHeld();
    }

    /** This state, or a newer one, is committed. */
    void recorded(ObjectMetadata object) {
        if (waits(object)) {
            pending.add(new Patch(object, true));
        }
    }

    void gone(UUID uid) {
        pending.drop(uid);
    }

    void start() {
        toldCodes.clear();
        overdue.begin();
        worker.start(new Patching());
    }

    /** What is not released in time is found again at the next start. */
    void stop(Duration patience) {
        worker.stop(patience);
    }

    /** The work from one start to the next stop. */
    private final class Patching implements Work {

        @Override
        public void step() throws InterruptedException {
            Optional<Patch> next = pending.take(IDLE);
            if (next.isPresent()) {
                patchOrPutBack(next.get());
            }
            overdue.releaseWhenDue();
        }

        @Override
        public boolean isUnfinished() {
            return pending.waiting() > 0;
        }
    }

    private void patchOrPutBack(Patch patch) throws InterruptedException {
        boolean isAnswered = false;
        try {
            patch(patch);
            isAnswered = true;
        } finally {
            if (!isAnswered) {
                pending.putBack(patch);
            }
        }
    }

    private void patch(Patch patch) throws InterruptedException {
        ObjectMetadata object = patch.object();
        Finalizers.Outcome outcome = patch.releases() ? finalizers.release(object) : finalizers.hold(object);
        if (outcome instanceof Finalizers.Outcome.Failed failed) {
            failed(patch, failed.cause());
        } else {
            backoff.reset();
            if (outcome instanceof Finalizers.Outcome.Done) {
                count(patch.releases() ? "released" : "held");
                LOG.atDebug()
                        .addKeyValue("object", object)
                        .log(patch.releases() ? "Object is released" : "Object is held");
            }
        }
    }

    /**
     * A failed addition is tried again when the object changes; a failed removal, which may block a deletion, until it
     * succeeds.
     */
    private void failed(Patch patch, ClusterFailure cause) throws InterruptedException {
        count("failed");
        if (toldCodes.add(cause.code())) {
            LOG.atWarn()
                    .addKeyValue("object", patch.object())
                    .addKeyValue("cause", cause.message())
                    .log("The finalizer of an object cannot be changed");
        }
        if (worker.isRunning() && (patch.releases() || !cause.isRefusal())) {
            pending.putBack(patch);
            backoff.await();
        }
    }

    private void count(String outcome) {
        meters.counter("mirror.finalizer", "outcome", outcome).increment();
    }
}
