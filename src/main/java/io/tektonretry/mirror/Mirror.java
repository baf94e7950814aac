package io.tektonretry.mirror;

import io.tektonretry.tekton.KindInformer;
import io.tektonretry.tekton.KindInformers;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
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
    private final Holds holds;
    private final MirrorProperties properties;
    private volatile boolean stopping;
    private volatile boolean caughtUp;
    private @Nullable Thread thread;

    /** Who is in the middle of a batch when it is to end still has it: the positions of its successor must not run ahead of that. */
    private final Lock writing = new ReentrantLock();

    Mirror(
            KindInformers cluster,
            ScopeListeners listeners,
            DirtyObjects dirty,
            MirrorWriter writer,
            MirrorReports reports,
            Holds holds,
            MirrorProperties properties) {
        this.cluster = cluster;
        this.listeners = listeners;
        this.dirty = dirty;
        this.writer = writer;
        this.reports = reports;
        this.holds = holds;
        this.properties = properties;
    }

    @Override
    public void start() {
        stopping = false;
        List<KindInformer> informers =
                properties.scopes().stream().map(this::follow).toList();
        thread = new Thread(() -> write(informers), "mirror-writer");
        thread.start();
        holds.start();
    }

    /** No event may come after the last write; what cannot be written in time is found again at the next start. */
    @Override
    public void stop() {
        reports.closeInformers();
        stopping = true;
        Thread ending = thread;
        if (ending != null) {
            try {
                ending.join(properties.drainTimeout().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            ending.interrupt();
        }
        holds.stop(properties.drainTimeout());
        thread = null;
        caughtUp = false;
    }

    /** Where replicas elect a leader, {@link Leadership} starts it. */
    @Override
    public boolean isAutoStartup() {
        return !properties.leaderElection();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
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

    private void write(List<KindInformer> informers) {
        try {
            writing.lockInterruptibly();
            try {
                writeAll(informers);
            } finally {
                writing.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A cluster that never rests always has something to be written; what counts is what the first lists held. */
    private void writeAll(List<KindInformer> informers) throws InterruptedException {
        @Nullable Long synced = null;
        caughtUp = false;
        while (!stopping || dirty.size() > 0) {
            if (synced == null && informers.stream().allMatch(KindInformer::isSynced)) {
                synced = System.nanoTime();
            }
            caughtUp |= synced != null && dirty.isWritten(synced);
            writer.writeNext();
            reports.writeWhenDue();
        }
        writer.end();
    }
}
