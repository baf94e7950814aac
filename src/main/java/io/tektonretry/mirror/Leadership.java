package io.tektonretry.mirror;

import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the mirror on the replica that holds the {@link LeaderLock}; the others answer from what it writes. The lock
 * saves work and is no fence: a leader that slept may write for a moment beside its successor.
 */
@Component
final class Leadership implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private static final Duration IDLE = Duration.ofMillis(100);

    private final LeaderLock lock;
    private final Mirror mirror;
    private final MirrorReports reports;
    private final Evidence evidence;
    private final MirrorProperties properties;
    private final Worker candidate;
    private final Worker turns;
    private final Worker reader;

    Leadership(
            LeaderLock lock,
            Mirror mirror,
            MirrorReports reports,
            Evidence evidence,
            MirrorProperties properties,
            MeterRegistry meters,
            Workers workers) {
        this.lock = lock;
        this.mirror = mirror;
        this.reports = reports;
        this.evidence = evidence;
        this.properties = properties;
        this.candidate = workers.worker("leader-lock", DatabaseOutage::isCauseOf);
        this.turns = workers.worker("leadership");
        this.reader = workers.worker("standby", DatabaseOutage::isCauseOf);
        meters.gauge("mirror.leader", this, leadership -> leadership.isLeading() ? 1 : 0);
    }

    boolean isLeading() {
        return !properties.leaderElection() || (isRunning() && lock.isHeld());
    }

    @Override
    public boolean isAutoStartup() {
        return properties.leaderElection();
    }

    @Override
    public void start() {
        turns.start(new Turns());
        reader.start(Work.every(properties.reportInterval(), reports::readUnlessFollowing));
        candidate.start(new Candidate());
    }

    /** Writes everything before the lock is released, so that the next leader finds it in the history. */
    @Override
    public void stop() {
        turns.stop(properties.drainTimeout().multipliedBy(2));
        candidate.interrupt();
        candidate.awaitEnd(properties.drainTimeout());
        reader.interrupt();
    }

    @Override
    public boolean isRunning() {
        return turns.isRunning();
    }

    /** Takes and extends the lock. */
    private final class Candidate implements Work {

        @Override
        public void step() throws InterruptedException {
            if (lock.isHeld() && reports.isOutOfContact(properties.longestLag())) {
                LOG.warn("This replica cannot reach the API server and lets another one mirror the cluster");
                lock.release();
                Thread.sleep(properties.leaseDuration().toMillis());
            }
            lock.take();
            Thread.sleep(properties.leaseDuration().dividedBy(5).toMillis());
        }

        @Override
        public void finish() {
            lock.release();
        }
    }

    /** Starts and stops the mirror, on a thread that a hanging database does not keep from noticing the lock's expiry. */
    private final class Turns implements Work {

        private boolean isActive;

        @Override
        public void step() throws InterruptedException {
            boolean isLeading = isLeading();
            if (isLeading != isActive) {
                LOG.info(
                        isLeading
                                ? "This replica now mirrors the cluster"
                                : "This replica no longer mirrors the cluster");
                finish();
                if (isLeading) {
                    mirror.start();
                    evidence.start();
                }
                isActive = isLeading;
            }
            Thread.sleep(IDLE.toMillis());
        }

        @Override
        public void finish() {
            evidence.stop();
            mirror.stop();
        }
    }
}
