package io.tektonretry.mirror;

import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.coverage.Gap;
import io.tektonretry.history.coverage.GapReason;
import io.tektonretry.history.coverage.MirrorState;
import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.recording.LivingObjects;
import io.tektonretry.tekton.watch.KindListener;
import io.tektonretry.tekton.watch.KnownObject;
import io.tektonretry.tekton.watch.Listing;
import io.tektonretry.tekton.watch.LiveObject;
import io.tektonretry.tekton.watch.Position;
import io.tektonretry.tekton.watch.ResumePoint;
import io.tektonretry.tekton.watch.UnreadableObject;
import io.tektonretry.worker.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Turns the reports of an informer into pending changes. */
final class ScopeListener implements KindListener {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Scope scope;
    private final DirtyObjects dirty;
    private final MirrorStates followed;
    private final LivingObjects living;
    private final ClusterEpochs epochs;
    private final MirrorMetrics metrics;
    private final FinalizerWorker holds;
    private volatile int epoch;

    ScopeListener(
            Scope scope,
            DirtyObjects dirty,
            MirrorStates followed,
            LivingObjects living,
            ClusterEpochs epochs,
            MirrorMetrics metrics,
            FinalizerWorker holds) {
        this.scope = scope;
        this.dirty = dirty;
        this.followed = followed;
        this.living = living;
        this.epochs = epochs;
        this.metrics = metrics;
        this.holds = holds;
    }

    /** Where the scope was left, possibly in an earlier epoch. */
    ResumePoint before() {
        epoch = epochs.current();
        Optional<MirrorState> left = followed.find(scope.kind().kind(), scope.namespace());
        return new ResumePoint(
                left.flatMap(ScopeListener::position).orElse(null),
                left.map(MirrorState::epoch).filter(ended -> ended < epoch).isPresent(),
                living());
    }

    private List<KnownObject> living() {
        @Nullable String namespace = scope.namespace().isEmpty() ? null : scope.namespace();
        return living.of(scope.kind().kind(), namespace).stream()
                .map(object -> new KnownObject(object.uid(), object.resourceVersion()))
                .toList();
    }

    /** Empty while the database is not available; the next watch asks again. */
    @Override
    public List<KnownObject> recorded() {
        try {
            return living();
        } catch (DataAccessException | TransactionException e) {
            return List.of();
        }
    }

    private static Optional<Position> position(MirrorState before) {
        Long version = before.resourceVersion();
        Instant at = before.reachedAt();
        return version == null || at == null ? Optional.empty() : Optional.of(new Position(version, at));
    }

    @Override
    public void seen(LiveObject object) {
        dirty.put(PendingObject.seen(epoch, object));
        holds.seen(object.metadata());
    }

    /** An earlier write of this state may not be committed yet; writing it again shows that it is. */
    @Override
    public void unchanged(LiveObject object) {
        if (holds.waits(object.metadata())) {
            dirty.put(PendingObject.seen(epoch, object));
        }
        holds.seen(object.metadata());
    }

    @Override
    public void deleted(LiveObject last) {
        dirty.put(PendingObject.deleted(epoch, last));
        holds.gone(last.uid());
    }

    @Override
    public void vanished(UUID uid, long resourceVersion) {
        dirty.put(PendingObject.vanished(epoch, scope.kind(), uid, resourceVersion));
        holds.gone(uid);
    }

    @Override
    public void unreadable(UnreadableObject object) {
        dirty.put(object);
    }

    @Override
    public void reached(Position position) {
        dirty.put(new Checkpoint(scope, epoch, position, List.of()));
    }

    @Override
    public void listed(Listing listing) {
        metrics.countListing(scope, listing);
        if (listing.reason() != Listing.Reason.RESUMED) {
            dirty.put(new Checkpoint(scope, epoch, listing.to(), List.of(gap(listing))));
        }
    }

    private Gap gap(Listing listing) {
        Position from = listing.from();
        return new Gap(
                0,
                scope.kind().kind(),
                scope.namespace(),
                reason(listing.reason()),
                from == null ? null : from.resourceVersion(),
                from == null ? null : from.at(),
                listing.to().resourceVersion(),
                listing.to().at());
    }

    private static GapReason reason(Listing.Reason reason) {
        return switch (reason) {
            case FIRST -> GapReason.NOT_FOLLOWED;
            case RESUMED, DOWNTIME -> GapReason.DOWNTIME;
            case EXPIRED -> GapReason.CHANGES_EXPIRED;
            case RESTORED -> GapReason.CLUSTER_RESTORED;
            case UNREADABLE -> GapReason.CHANGE_UNREADABLE;
        };
    }

    /** Changes observed before belong to the old epoch, so they are written first. */
    @Override
    public void restored() throws InterruptedException {
        Backoff backoff = new Backoff(LONGEST_PAUSE);
        for (int ended = epoch; epoch == ended; ) {
            dirty.awaitWritten();
            try {
                epoch = epochs.endOf(ended);
            } catch (DataAccessException | TransactionException e) {
                backoff.await();
            }
        }
    }

    @Override
    public boolean isOutdated() {
        return epoch < epochs.latest();
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        dirty.awaitRoom();
    }
}
