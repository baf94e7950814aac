package io.tektonretry.mirror;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.tekton.Backoff;
import io.tektonretry.tekton.Candidacy;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.tekton.Election;
import io.tektonretry.tekton.Elections;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Lets the replica that is elected follow the cluster; the others answer from what it writes. */
@Component
final class Leadership implements SmartLifecycle, Candidacy {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    private final Elections elections;
    private final Mirror mirror;
    private final MirrorReports reports;
    private final Evidence evidence;
    private final MirrorProperties properties;
    private final Counter endings;
    private volatile boolean leading;
    private String lastEnding = "";
    private volatile @Nullable Election election;
    private @Nullable ExecutorService turns;
    private @Nullable Thread reader;

    Leadership(
            Elections elections,
            Mirror mirror,
            MirrorReports reports,
            Evidence evidence,
            MirrorProperties properties,
            MeterRegistry meters) {
        this.elections = elections;
        this.mirror = mirror;
        this.reports = reports;
        this.evidence = evidence;
        this.properties = properties;
        this.endings = meters.counter("mirror.elections.ended.early");
        meters.gauge("mirror.leader", this, leadership -> leadership.isLeading() ? 1 : 0);
    }

    boolean isLeading() {
        return leading || !properties.leaderElection();
    }

    /** Why this replica cannot be elected at the moment. */
    Optional<String> failure() {
        return Optional.ofNullable(election).flatMap(Election::failure).map(ClusterFailure::message);
    }

    @Override
    public boolean isAutoStartup() {
        return properties.leaderElection();
    }

    @Override
    public void start() {
        turns = Executors.newSingleThreadExecutor(task -> new Thread(task, "leadership"));
        reader = new Thread(this::readReports, "standby");
        reader.start();
        election = elections.stand(properties.leaseDuration(), this);
    }

    @Override
    public void elected() {
        leading = true;
        LOG.atInfo().log("This replica mirrors the cluster from now on");
        turn(this::follow);
    }

    @Override
    public void deposed() {
        leading = false;
        LOG.atInfo().log("This replica mirrors the cluster no longer");
        turn(this::rest);
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
            LOG.atWarn().addKeyValue("cause", cause).log("An election has ended early, standing again");
        }
    }

    /** What has been seen is written before the lease is given back: the next leader then finds everything in the history. */
    @Override
    public void stop() {
        leading = false;
        turn(this::rest);
        ExecutorService ending = turns;
        if (ending != null) {
            ending.shutdown();
            try {
                if (!ending.awaitTermination(2 * properties.drainTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                    ending.shutdownNow();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (election != null) {
            election.close();
        }
        if (reader != null) {
            reader.interrupt();
        }
        turns = null;
        reader = null;
        election = null;
    }

    @Override
    public boolean isRunning() {
        return election != null;
    }

    private void readReports() {
        try {
            while (!Thread.interrupted()) {
                reports.readUnlessFollowing();
                Thread.sleep(properties.reportInterval().toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The elector renews the lease in the thread that it tells us in, so that nothing may take long there. */
    private void turn(Runnable turn) {
        ExecutorService running = turns;
        if (running != null && !running.isShutdown()) {
            running.execute(turn);
        }
    }

    private void follow() {
        Backoff backoff = new Backoff(Duration.ofSeconds(5));
        while (leading && !mirror.isRunning()) {
            try {
                mirror.start();
                evidence.start();
            } catch (RuntimeException e) {
                if (!backoff.isActive()) {
                    LOG.atWarn().addKeyValue("cause", e.getMessage()).log("The mirror cannot start, trying again");
                }
                rest();
                try {
                    backoff.await();
                } catch (InterruptedException interruption) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void rest() {
        evidence.stop();
        mirror.stop();
    }
}
