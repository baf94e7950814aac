package io.tektonretry.mirror;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.election.Candidacy;
import io.tektonretry.tekton.election.Election;
import io.tektonretry.tekton.election.Elections;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Starts the mirror on the elected replica; the others answer from what it writes. */
@Component
final class Leadership implements SmartLifecycle, Candidacy {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private static final Duration IDLE = Duration.ofMillis(100);

    private final Elections elections;
    private final Mirror mirror;
    private final MirrorReports reports;
    private final Evidence evidence;
    private final MirrorProperties properties;
    private final Counter endings;
    private volatile boolean leading;
    private String lastEnding = "";
    private volatile @Nullable Election election;
    private final Worker turns;
    private final Worker reader;
    private volatile boolean stopping;
    private int term;

    Leadership(
            Elections elections,
            Mirror mirror,
            MirrorReports reports,
            Evidence evidence,
            MirrorProperties properties,
            MeterRegistry meters,
            Workers workers) {
        this.elections = elections;
        this.mirror = mirror;
        this.reports = reports;
        this.evidence = evidence;
        this.properties = properties;
        this.turns = workers.worker("leadership", DatabaseOutage::isCauseOf);
        this.reader = workers.worker("standby", DatabaseOutage::isCauseOf);
        this.endings = meters.counter("mirror.elections.ended.early");
        meters.gauge("mirror.leader", this, leadership -> leadership.isLeading() ? 1 : 0);
    }

    boolean isLeading() {
        return leading || !properties.leaderElection();
    }

    /** Why this replica cannot be elected at present. */
    Optional<String> failure() {
        return Optional.ofNullable(election).flatMap(Election::failure).map(ClusterFailure::message);
    }

    @Override
    public boolean isAutoStartup() {
        return properties.leaderElection();
    }

    @Override
    public void start() {
        stopping = false;
        turns.start(new Turns());
        reader.start(Work.every(properties.reportInterval(), reports::readUnlessFollowing));
        election = elections.stand(properties.leaseDuration(), this);
    }

    @Override
    public void elected() {
        LOG.atInfo().log("This replica now mirrors the cluster");
        turn(true);
    }

    @Override
    public void deposed() {
        LOG.atInfo().log("This replica no longer mirrors the cluster");
        turn(false);
    }

    @Override
    public void follows(String leader) {
        LOG.atInfo().addKeyValue("leader", leader).log("Another replica mirrors the cluster");
    }

    @Override
    public void endedEarly(String cause) {
        endings.increment();
        if (!cause.equals(lastEnding)) {
            lastEnding = cause;
            LOG.atWarn()
                    .addKeyValue("cause", cause)
                    .log("The election of the leader ended unexpectedly; taking part again");
        }
    }

    /** Writes everything before the lease is released, so that the next leader finds it in the history. */
    @Override
    public void stop() {
        stopping = true;
        turn(false);
        turns.stop(properties.drainTimeout().multipliedBy(2));
        if (election != null) {
            election.close();
        }
        reader.interrupt();
        election = null;
    }

    @Override
    public boolean isRunning() {
        return election != null;
    }

    /** The elector calls this in the thread that renews the lease, so it must return quickly. */
    private synchronized void turn(boolean isElected) {
        leading = isElected && !stopping;
        term++;
        notifyAll();
    }

    /** Only the latest turn counts; a replica that is elected again starts the mirror again. */
    private final class Turns implements Work {

        private int taken;

        @Override
        public void step() throws InterruptedException {
            int now = awaitTurn(taken);
            if (now == taken) {
                return;
            }
            rest();
            if (leading) {
                mirror.start();
                evidence.start();
            }
            taken = now;
        }

        @Override
        public boolean isUnfinished() {
            return mirror.isRunning() || evidence.isRunning();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // An early wake-up costs the caller another round.
    private synchronized int awaitTurn(int taken) throws InterruptedException {
        if (term == taken) {
            wait(IDLE.toMillis());
        }
        return term;
    }

    private void rest() {
        evidence.stop();
        mirror.stop();
    }
}
