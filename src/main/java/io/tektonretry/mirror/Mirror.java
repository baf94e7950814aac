package io.tektonretry.mirror;

import io.tektonretry.history.database.DatabaseFault;
import io.tektonretry.tekton.watch.KindInformer;
import io.tektonretry.tekton.watch.KindInformers;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Mirrors the cluster from start to stop. */
@Component
final class Mirror implements SmartLifecycle {

    private final KindInformers cluster;
    private final ScopeListeners listeners;
    private final DirtyObjects dirty;
    private final MirrorWriter writer;
    private final MirrorReports reports;
    private final FinalizerWorker holds;
    private final MirrorProperties properties;
    private final Worker worker;
    private volatile boolean caughtUp;

    Mirror(
            KindInformers cluster,
            ScopeListeners listeners,
            DirtyObjects dirty,
            MirrorWriter writer,
            MirrorReports reports,
            FinalizerWorker holds,
            MirrorProperties properties,
            Workers workers) {
        this.cluster = cluster;
        this.listeners = listeners;
        this.dirty = dirty;
        this.writer = writer;
        this.reports = reports;
        this.holds = holds;
        this.properties = properties;
        this.worker = workers.worker("mirror-writer", DatabaseFault::isCauseOf);
    }

    @Override
    public void start() {
        caughtUp = false;
        worker.start(new Writing(properties.scopes().stream().map(this::follow).toList()));
        holds.start();
    }

    /** Closes the informers before the last write; what cannot be written in time is found again at the next start. */
    @Override
    public void stop() {
        reports.closeInformers();
        worker.stop(properties.drainTimeout());
        holds.stop(properties.drainTimeout());
        caughtUp = false;
    }

    /** With leader election, {@link Leadership} starts it. */
    @Override
    public boolean isAutoStartup() {
        return !properties.leaderElection();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    /** Whether everything that the cluster had at the start is written. */
    boolean isCaughtUp() {
        return caughtUp;
    }

    private KindInformer follow(Scope scope) {
        ScopeListener listener = listeners.of(scope);
        KindInformer informer = cluster.follow(
                scope.kind(),
                scope.namespace().isEmpty() ? null : scope.namespace(),
                () -> listeners.before(listener),
                listener);
        reports.add(scope, informer);
        return informer;
    }

    /**
     * The work from one start to the next stop. A stopped writer may still be committing, so its successor waits for
     * it: otherwise it could record a later position first.
     */
    private final class Writing implements Work {

        private final List<KindInformer> informers;
        private @Nullable Long synced;

        Writing(List<KindInformer> informers) {
            this.informers = informers;
        }

        @Override
        public void begin() {
            caughtUp = false;
        }

        /** A busy cluster always has unwritten changes; only those of the first lists count. */
        @Override
        public void step() throws InterruptedException {
            if (synced == null && informers.stream().allMatch(KindInformer::isSynced)) {
                synced = System.nanoTime();
            }
            caughtUp |= synced != null && dirty.isWritten(synced);
            try {
                writer.writeNext();
            } finally {
                reports.writeWhenDue();
            }
        }

        @Override
        public boolean isUnfinished() {
            return dirty.size() > 0;
        }

        @Override
        public void end() {
            writer.end();
        }
    }
}
