package io.tektonretry.mirror;

import io.tektonretry.tekton.watch.KindInformer;
import io.tektonretry.tekton.watch.KindInformers;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Follows the cluster from the start of the service to its end. */
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
        this.worker = workers.worker("mirror-writer");
    }

    @Override
    public void start() {
        caughtUp = false;
        worker.start(new Writing(properties.scopes().stream().map(this::follow).toList()));
        holds.start();
    }

    /** No event may come after the last write; what cannot be written in time is found again at the next start. */
    @Override
    public void stop() {
        reports.closeInformers();
        worker.stop(properties.drainTimeout());
        holds.stop(properties.drainTimeout());
        caughtUp = false;
    }

    /** Where replicas elect a leader, {@link Leadership} starts it. */
    @Override
    public boolean isAutoStartup() {
        return !properties.leaderElection();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    /** Whether everything that the cluster held at the start is written. */
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
     * From one start to the next stop. Who is in the middle of a batch when it is to end still has it: the positions of its successor
     * must not run ahead of that.
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

        /** A cluster that never rests always has something to be written; what counts is what the first lists held. */
        @Override
        public void step() throws InterruptedException {
            if (synced == null && informers.stream().allMatch(KindInformer::isSynced)) {
                synced = System.nanoTime();
            }
            caughtUp |= synced != null && dirty.isWritten(synced);
            writer.writeNext();
            reports.writeWhenDue();
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
