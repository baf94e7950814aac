package io.tektonretry.mirror;

import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.recording.LivingObjects;
import io.tektonretry.tekton.ClusterIdentity;
import io.tektonretry.tekton.watch.ResumePoint;
import org.springframework.stereotype.Component;

/** Creates a listener for each scope, and makes sure that the history belongs to this cluster. */
@Component
final class ScopeListeners {

    private final ClusterIdentity identity;
    private final ClusterEpochs epochs;
    private final MirrorStates followed;
    private final LivingObjects living;
    private final DirtyObjects dirty;
    private final MirrorMetrics metrics;
    private final FinalizerWorker holds;
    private boolean identified;

    ScopeListeners(
            ClusterIdentity identity,
            ClusterEpochs epochs,
            MirrorStates followed,
            LivingObjects living,
            DirtyObjects dirty,
            MirrorMetrics metrics,
            FinalizerWorker holds) {
        this.identity = identity;
        this.epochs = epochs;
        this.followed = followed;
        this.living = living;
        this.dirty = dirty;
        this.metrics = metrics;
        this.holds = holds;
    }

    ScopeListener of(Scope scope) {
        return new ScopeListener(scope, dirty, followed, living, epochs, metrics, holds);
    }

    /** Where the scope was left, in the current epoch of the cluster. */
    ResumePoint before(ScopeListener listener) {
        identifyCluster();
        return listener.before();
    }

    private synchronized void identifyCluster() {
        if (!identified) {
            identity.uid().ifPresent(uid -> epochs.identify(uid));
            identified = true;
        }
    }
}
