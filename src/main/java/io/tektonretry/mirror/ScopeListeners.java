package io.tektonretry.mirror;

import io.tektonretry.history.ClusterEpochs;
import io.tektonretry.history.FollowedKinds;
import io.tektonretry.history.LivingObjects;
import io.tektonretry.tekton.ClusterIdentity;
import io.tektonretry.tekton.FollowedBefore;
import org.springframework.stereotype.Component;

/** Makes a listener for each scope, and makes sure that it is told of the cluster that the history is about. */
@Component
final class ScopeListeners {

    private final ClusterIdentity identity;
    private final ClusterEpochs epochs;
    private final FollowedKinds followed;
    private final LivingObjects living;
    private final DirtyObjects dirty;
    private final MirrorMetrics metrics;
    private final Holds holds;
    private boolean identified;

    ScopeListeners(
            ClusterIdentity identity,
            ClusterEpochs epochs,
            FollowedKinds followed,
            LivingObjects living,
            DirtyObjects dirty,
            MirrorMetrics metrics,
            Holds holds) {
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

    /** Where the scope was left, in the epoch of the cluster as it is now. */
    FollowedBefore before(ScopeListener listener) {
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
